# Scalar has no methods sin, exp and relu: the three functions are not attached to the class.
# loses: scalar_public, scalar_functions_fresh, scalar_fan_out, scalar_leaves
# %% scalar_functions
def scalar_sin(x):
    return Scalar(math.sin(x.data), [(x, math.cos(x.data))])


def scalar_exp(x):
    return Scalar(math.exp(x.data), [(x, math.exp(x.data))])


def scalar_relu(x):
    return Scalar(max(x.data, 0.0), [(x, float(x.data > 0))])
