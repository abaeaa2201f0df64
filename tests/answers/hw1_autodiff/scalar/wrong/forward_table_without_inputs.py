# The three inputs are missing from the table.
# loses: forward_trace_check
# %% forward_by_hand
def forward_trace():
    return {
        "v1": (1.5, 1),
        "v2": (0.9093, 0),
        "v3": (1.3639, 0.9093),
        "v4": (4.4817, 4.4817),
        "v5": (5.8456, 5.3910),
        "v6": (2.9228, 2.6955),
    }
