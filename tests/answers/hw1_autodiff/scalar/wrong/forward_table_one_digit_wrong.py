# The tangent of the sum in the numerator is wrong: some of its digits have changed places.
# loses: forward_trace_check
# %% forward_by_hand
def forward_trace():
    return {
        "x1": (1, 0),
        "x2": (1.5, 1),
        "x3": (2, 0),
        "v1": (1.5, 1),
        "v2": (0.9093, 0),
        "v3": (1.3639, 0.9093),
        "v4": (4.4817, 4.4817),
        "v5": (5.8456, 5.3019),
        "v6": (2.9228, 2.6955),
    }
