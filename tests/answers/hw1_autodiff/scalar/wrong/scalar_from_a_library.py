# PyTorch is asked for the values; finished automatic differentiation is ruled out in this notebook.
# loses: scalar_public, scalar_operations, scalar_reflected, scalar_powers, scalar_functions_fresh, scalar_fan_out, scalar_doubled, scalar_leaves, scalar_deep
# %% scalar_functions
import torch

def scalar_sin(x):
    return Scalar(float(torch.sin(torch.tensor(x.data))), [(x, math.cos(x.data))])


def scalar_exp(x):
    return Scalar(math.exp(x.data), [(x, math.exp(x.data))])


def scalar_relu(x):
    return Scalar(max(x.data, 0.0), [(x, float(x.data > 0))])


Scalar.sin, Scalar.exp, Scalar.relu = scalar_sin, scalar_exp, scalar_relu
