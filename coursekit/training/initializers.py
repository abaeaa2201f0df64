"""The initial weights of a layer.

For a layer from n_in to n_out units the variance is 1 / n_in (LeCun et al., *Efficient BackProp*, 1998),
2 / (n_in + n_out) (Glorot and Bengio, 2010, known as Xavier), or 2 / n_in, which suits ReLU (He et al., 2015). Numbers
come from NumPy's global generator: `np.random.seed` makes them repeatable.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

Shape = tuple[int, int]
Initializer = Callable[[Shape], np.ndarray]

_VARIANCES: dict[str, Callable[[int, int], float]] = {
    "lecun": lambda n_in, n_out: 1 / n_in,
    "xavier": lambda n_in, n_out: 2 / (n_in + n_out),
    "he": lambda n_in, n_out: 2 / n_in,
}
NAMES = tuple(f"{method}_{kind}" for method in _VARIANCES for kind in ("uniform", "normal"))


def initialize_weights(name: str, activation: str | None = None) -> Initializer:
    """The initialiser with this name: a function from the shape (n_in, n_out) to weights, float64 of that shape.

    name: "xavier_uniform", "xavier_normal", "he_uniform", "he_normal", "lecun_uniform" or "lecun_normal". ValueError
    for any other. activation: the layer's, which other courses pass on; none of these variances depends on it.
    """
    if name not in NAMES:
        raise ValueError(f"There is no initialiser {name!r}; known are {', '.join(NAMES)}.")
    method, kind = name.split("_")
    return partial(_uniform if kind == "uniform" else _normal, _VARIANCES[method])


def _uniform(variance: Callable[[int, int], float], shape: Shape) -> np.ndarray:
    limit = np.sqrt(3 * variance(*shape))  # the variance of a uniform number in [-a, a] is a²/3
    return np.random.uniform(-limit, limit, shape)


def _normal(variance: Callable[[int, int], float], shape: Shape) -> np.ndarray:
    return np.random.normal(0, np.sqrt(variance(*shape)), shape)
