# The derivative of sin is given as sin itself.
# loses: scalar_public, scalar_functions_fresh, scalar_fan_out
# %% scalar_functions
def scalar_sin(x):
    return Scalar(math.sin(x.data), [(x, math.sin(x.data))])


def scalar_exp(x):
    return Scalar(math.exp(x.data), [(x, math.exp(x.data))])


def scalar_relu(x):
    return Scalar(max(x.data, 0.0), [(x, float(x.data > 0))])


Scalar.sin, Scalar.exp, Scalar.relu = scalar_sin, scalar_exp, scalar_relu
