# The output is a constant, the value at (1, 1.5, 2): it does not depend on the inputs.
# loses: graph_values, graph_no_loose_ends
# %% graph_of_f
def f_graph():
    return [("f", "add", (2.9228, 0.0))]
