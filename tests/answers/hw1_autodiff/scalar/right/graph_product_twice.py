# x1 x2 is computed twice, and each term divided by x3 on its own.
# %% graph_of_f
def f_graph():
    return [
        ("a", "mul", ("x2", "x1")),
        ("s", "sin", ("x3",)),
        ("b", "mul", ("a", "s")),
        ("c", "mul", ("x1", "x2")),
        ("e", "exp", ("c",)),
        ("left", "div", ("b", "x3")),
        ("right", "div", ("e", "x3")),
        ("f", "add", ("left", "right")),
    ]

# %% forward_by_hand
def forward_trace():
    trace = {"x1": (1, 0), "x2": (1.5, 1), "x3": (2, 0)}
    trace["a"] = trace["c"] = (1.5, 1)
    trace["s"] = (0.9093, 0)
    trace["b"] = (1.3639, 0.9093)
    trace["e"] = (4.4817, 4.4817)
    trace["left"] = (0.682, 0.4546)
    trace["right"] = (2.2408, 2.2408)
    trace["f"] = (2.9228, 2.6954)
    return trace

# %% reverse_by_hand
def reverse_trace():
    # d left / d x3 = -0.3410, d right / d x3 = -1.1204, and -0.3121 through the sine
    return dict(f=(2.9228, 1), left=(0.682, 1), right=(2.2408, 1), b=(1.3639, 0.5), e=(4.4817, 0.5), s=(0.9093, 0.75),
                a=(1.5, 0.4546), c=(1.5, 2.2408), x3=(2, -1.7735), x2=(1.5, 2.6954), x1=(1, 4.0431))
