# The formula is returned as text; f_graph should return a list of nodes (name, op, args).
# loses: graph_public, graph_values, graph_no_loose_ends
# %% graph_of_f
def f_graph():
    return "(x1 * x2 * sin(x3) + exp(x1 * x2)) / x3"
