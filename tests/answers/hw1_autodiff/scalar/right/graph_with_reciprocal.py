# 1 / x3 is a node, and a constant an argument; lists for tuples.
# %% graph_of_f
def f_graph():
    return [
        ["p", "mul", ["x1", "x2"]],
        ["s", "sin", ["x3"]],
        ["ps", "mul", ["s", "p"]],
        ["e", "exp", ["p"]],
        ["sum", "add", ["e", "ps"]],
        ["r", "div", [1, "x3"]],
        ["f", "mul", ["r", "sum"]],
    ]

# %% forward_by_hand
def forward_trace():
    return {
        "x1": [1.0, 0.0], "x2": [1.5, 1.0], "x3": [2.0, 0.0], "p": [1.5, 1.0], "s": [0.9093, -0.0], "ps": [1.364, 0.9093],
        "e": [4.4817, 4.4817], "sum": [5.8457, 5.391], "r": [0.5, 0.0], "f": [2.9228, 2.6955],
    }

# %% reverse_by_hand
def reverse_trace():
    return {
        "f": [2.9228, 1.0], "r": [0.5, 5.8457], "sum": [5.8457, 0.5], "e": [4.4817, 0.5], "ps": [1.364, 0.5],
        "s": [0.9093, 0.75], "p": [1.5, 2.6955], "x3": [2.0, -1.7735], "x2": [1.5, 2.6955], "x1": [1.0, 4.0433],
    }
