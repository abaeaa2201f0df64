# The bias is one more row of the weights, for an input that is always 1; the cache is an object of an own class.
# %% +after setup_helpers
from dataclasses import dataclass


@dataclass(frozen=True)
class Parcel:
    inputs: np.ndarray
    weights: np.ndarray

# %% fc_forward
def fc_forward(x, w, b):
    parcel = Parcel(np.column_stack([x, np.ones(len(x))]), np.vstack([w, b]))
    return parcel.inputs @ parcel.weights, parcel

# %% fc_backward
def fc_backward(dout, cache):
    dweights = cache.inputs.T @ dout
    dinputs = dout @ cache.weights.T
    return dinputs[:, :-1], dweights[:-1], dweights[-1]
