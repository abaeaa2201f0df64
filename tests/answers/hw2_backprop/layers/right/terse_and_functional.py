# As short as it goes: lambdas, functools.partial, NumPy's functions imported by name, nested tuples for caches.
# %% fc_forward
from functools import partial

from numpy import arange, diag, exp, eye, heaviside, logaddexp, ones, transpose, where

fc_forward = lambda x, w, b: (x @ w + b, ((x, (w,)), ()))

# %% fc_elements
fc_elements = lambda x, w, dout, n, i, j: (x[:, i] @ dout[:, j], sum(dout[:, j]), dout[n] @ w[i])

# %% fc_backward
def _gradients(transposed, dout, cache):
    (x, (w,)), _ = cache
    return dout @ transposed(w), transposed(x) @ dout, ones(len(dout)) @ dout


fc_backward = partial(_gradients, transpose)

# %% relu_forward
relu_forward = lambda x: (where(x > 0, x, 0), x)

# %% relu_jacobian
relu_jacobian = lambda x: diag((x > 0) * 1.0)

# %% relu_backward
relu_backward = lambda dout, cache: dout * heaviside(cache, 1)

# %% softmax_loss
def softmax_loss(x, y):
    log_p = x - logaddexp.reduce(x, 1, keepdims=True)
    return -log_p[(n := arange(len(y))), y].mean(), (exp(log_p) - eye(x.shape[1])[y]) / n.size
