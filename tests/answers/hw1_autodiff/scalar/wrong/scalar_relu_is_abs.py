# relu is the absolute value: negative numbers come out positive.
# loses: scalar_functions_fresh
# %% scalar_functions
def scalar_sin(x):
    return Scalar(math.sin(x.data), [(x, math.cos(x.data))])


def scalar_exp(x):
    return Scalar(math.exp(x.data), [(x, math.exp(x.data))])


def scalar_relu(x):
    return Scalar(abs(x.data), [(x, math.copysign(1, x.data))])


Scalar.sin, Scalar.exp, Scalar.relu = scalar_sin, scalar_exp, scalar_relu
