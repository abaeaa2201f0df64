"""Helpers for checks of a model: setting its parameters, a smaller training set, its real accuracy.

A model has `params`, a dictionary of arrays, and `loss(X, y=None)`: see `coursekit.training.solver`.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from coursekit.checking import check

Array = np.ndarray


def set_parameters(model: Any, parameters: Mapping[str, Array]) -> None:
    """Give `model.params` copies of these arrays, under their names."""
    params = model.params  # read only once: a student's model answers from another process
    for name, value in parameters.items():
        params[name] = value.copy()


def fewer_examples(data: Mapping[str, Any], *, train: int = 1100, validation: int = 300) -> dict[str, Any]:
    """The data with at most `train` and `validation` images for these purposes and one test image, to train fast."""
    few = {**data, "X_test": data["X_test"][:1]}
    for purpose, count in (("train", train), ("val", validation)):
        few |= {key: data[key][:count] for key in (f"X_{purpose}", f"y_{purpose}")}
    return few


def accuracy_of(model: Any, network: Any, X: Array, y: Array) -> float:
    """The fraction of the examples X that the parameters of `model` classify as y.

    model: the student's; only its `params` are used. network: one of the same sizes that is known to work; it gets and
    keeps these parameters, reshaped to its own shapes (a bias may be (M,) or (1, M)).
    Raises CheckFailed if the parameters are not arrays of its sizes.
    """
    check.keys(model.params, list(network.params), name="params")
    for name, own in network.params.items():
        value = check.array(model.params[name], name=f'params["{name}"]')
        check.equal(value.size, own.size, name=f'the number of entries in params["{name}"]')
        network.params[name] = value.reshape(own.shape)
    scores = [network.loss(X[start : start + 500]) for start in range(0, len(X), 500)]  # a part of MNIST at a time
    return float(np.mean(np.concatenate(scores).argmax(axis=1) == y))
