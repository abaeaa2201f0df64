# An editor has imported PyTorch; nothing uses it.
# %% scalar_functions
import torch

def scalar_sin(x):
    return Scalar(math.sin(x.data), [(x, math.cos(x.data))])


def scalar_exp(x):
    return Scalar(math.exp(x.data), [(x, math.exp(x.data))])


def scalar_relu(x):
    return Scalar(max(x.data, 0.0), [(x, float(x.data > 0))])


Scalar.sin, Scalar.exp, Scalar.relu = scalar_sin, scalar_exp, scalar_relu
