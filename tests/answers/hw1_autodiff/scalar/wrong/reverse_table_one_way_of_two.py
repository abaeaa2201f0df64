# The adjoint of x1 x2 has only the term through the product with the sine: the one through the exponential is missing,
# and x1 and x2 lack it, too.
# loses: reverse_trace_check
# %% reverse_by_hand
def reverse_trace():
    return {
        "x1": (1, 0.6820),
        "x2": (1.5, 0.4546),
        "x3": (2, -1.7735),
        "v1": (1.5, 0.4546),
        "v2": (0.9093, 0.75),
        "v3": (1.3639, 0.5),
        "v4": (4.4817, 0.5),
        "v5": (5.8456, 0.5),
        "v6": (2.9228, 1),
    }
