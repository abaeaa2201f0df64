# In a / b, the slope by b is taken for -a / b: nobody squared the b below.
# loses: partials_public, partials_binary
# %% partials_table
def partials(op, values):
    a, b = values[0], values[-1]
    rules = {
        "add": lambda: (1.0, 1.0),
        "sub": lambda: (1.0, -1.0),
        "mul": lambda: (b, a),
        "div": lambda: (b**-1, -(a / b)),
        "neg": lambda: (-1.0,),
        "sin": lambda: (math.cos(a),),
        "cos": lambda: (-math.sin(a),),
        "exp": lambda: (math.e**a,),
        "log": lambda: (a**-1,),
    }
    return rules[op]()
