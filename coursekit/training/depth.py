"""How gradients vanish or grow on their way through a deep network."""

from collections.abc import Callable

import numpy as np

Array = np.ndarray

_ACTIVATIONS: dict[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = {
    "sigmoid": (lambda s: 1 / (1 + np.exp(-s)), lambda a: a * (1 - a)),
    "tanh": (np.tanh, lambda a: 1 - a**2),
    "relu": (lambda s: np.maximum(s, 0), lambda a: (a > 0).astype(float)),
}  # each with its derivative, as a function of the output


def gradient_norms(activation: str, *, depth: int = 20, width: int = 64, seed: int = 0) -> list[float]:
    """The norm of the gradient of a scalar at each layer of a deep network, the first layer first.

    The network repeats s = W a, a = activation(s) `depth` times on one random input; the scalar is a randomly weighted
    sum of the last outputs. activation: "sigmoid", "tanh" or "relu". The weights are normal with variance 1/width, for
    ReLU 2/width (He et al., "Delving Deep into Rectifiers", 2015). Returns the norms of the gradients with respect to
    s, (depth,).
    """
    function, slope = _ACTIVATIONS[activation]
    rng = np.random.default_rng(seed)
    weights = rng.normal(size=(depth, width, width)) * np.sqrt((2 if activation == "relu" else 1) / width)
    a, outputs = rng.normal(size=width), []
    for W in weights:
        a = function(W @ a)
        outputs.append(a)
    gradient, norms = rng.normal(size=width), []
    for W, a in zip(weights[::-1], outputs[::-1], strict=True):
        gradient = gradient * slope(a)
        norms.append(float(np.linalg.norm(gradient)))
        gradient = W.T @ gradient
    return norms[::-1]
