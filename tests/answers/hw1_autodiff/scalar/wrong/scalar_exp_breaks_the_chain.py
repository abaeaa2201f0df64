# The result of scalar_exp does not remember what it was made of, so no gradient passes through it.
# loses: scalar_functions_fresh, scalar_leaves
# %% scalar_functions
def scalar_sin(x):
    return Scalar(math.sin(x.data), [(x, math.cos(x.data))])


def scalar_exp(x):
    return Scalar(math.exp(x.data))


def scalar_relu(x):
    return Scalar(max(x.data, 0.0), [(x, float(x.data > 0))])


Scalar.sin, Scalar.exp, Scalar.relu = scalar_sin, scalar_exp, scalar_relu
