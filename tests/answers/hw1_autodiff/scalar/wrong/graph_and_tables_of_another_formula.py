# The division by x3 is missing: the graph ends with the numerator.
# loses: graph_public, graph_values
# %% graph_of_f
def f_graph():
    return [
        ("v1", "mul", ("x1", "x2")),
        ("v2", "sin", ("x3",)),
        ("v3", "mul", ("v1", "v2")),
        ("v4", "exp", ("v1",)),
        ("v5", "add", ("v3", "v4")),
    ]

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
        "v5": (5.8456, 5.3910),
    }

# %% reverse_by_hand
def reverse_trace():
    return {"x1": (1, 8.0863), "x2": (1.5, 5.3910), "x3": (2, -0.6242), "v1": (1.5, 5.3910), "v2": (0.9093, 1.5),
            "v3": (1.3639, 1), "v4": (4.4817, 1), "v5": (5.8456, 1)}
