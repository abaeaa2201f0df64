# One node with the value at the given point.
# loses: graph_values, graph_no_loose_ends
# %% graph_of_f
def f_graph():
    return [("f", "add", (2.9228, 0.0))]
