# The adjoint of x3 has only the term through the sine: the one through the division is missing.
# loses: reverse_trace_check
# %% reverse_by_hand
def reverse_trace():
    return {
        "x1": (1, 4.0432),
        "x2": (1.5, 2.6955),
        "x3": (2, -0.3121),
        "v1": (1.5, 2.6955),
        "v2": (0.9093, 0.75),
        "v3": (1.3639, 0.5),
        "v4": (4.4817, 0.5),
        "v5": (5.8456, 0.5),
        "v6": (2.9228, 1),
    }
