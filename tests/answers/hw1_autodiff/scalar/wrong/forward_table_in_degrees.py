# The sine is that of 2 degrees; x3 = 2 is an angle in radians.
# loses: forward_trace_check
# %% forward_by_hand
def forward_trace():
    return {
        "x1": (1, 0),
        "x2": (1.5, 1),
        "x3": (2, 0),
        "v1": (1.5, 1),
        "v2": (0.0349, 0),
        "v3": (0.0523, 0.0349),
        "v4": (4.4817, 4.4817),
        "v5": (4.5340, 4.5166),
        "v6": (2.2670, 2.2583),
    }
