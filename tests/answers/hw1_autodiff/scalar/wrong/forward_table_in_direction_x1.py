# The tangents are those in the direction of x1; the table should have those in the direction of x2.
# loses: forward_trace_check
# %% forward_by_hand
def forward_trace():
    return {
        "x1": (1, 1),
        "x2": (1.5, 0),
        "x3": (2, 0),
        "v1": (1.5, 1.5),
        "v2": (0.9093, 0),
        "v3": (1.3639, 1.3639),
        "v4": (4.4817, 6.7225),
        "v5": (5.8456, 8.0865),
        "v6": (2.9228, 4.0432),
    }
