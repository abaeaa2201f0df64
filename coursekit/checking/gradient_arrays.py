"""Verifies what a gradient check is given and what the functions return, as float64 arrays by the inputs' names."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from coursekit.checking import check, plain
from coursekit.checking.differences import Arrays
from coursekit.checking.verify import fail_because, type_hint


def float_copies(inputs: Mapping[str, np.ndarray]) -> Arrays:
    """The inputs as float64 copies; CheckFailed unless all are plain arrays, ValueError if there are none."""
    points = {}
    for name, value in inputs.items():
        # The inputs may come from a student's notebook, so they are verified like an answer.
        points[name] = check.array(value, kind="fi", name=name).astype(np.float64)
    if not points:
        raise ValueError("A gradient check needs at least one input.")
    return points


def verified_loss(loss: Callable[[Arrays], Any], name: str = "The loss") -> Callable[[Arrays], float]:
    """The loss as a function that returns a finite float, or raises CheckFailed."""
    return lambda arrays: check.number(loss(arrays), name=name)


def floats(out: Any, name: str) -> np.ndarray:
    """The output as float64; CheckFailed unless it is a plain array or a number."""
    if type(out) is not np.ndarray and plain.kind_of(out) is not None:
        return np.array(check.number(out, name=name))
    return check.array(out, name=name).astype(np.float64)


def claimed_gradients(got: Any, points: Arrays, backward_name: str) -> Arrays:
    """The gradients that backward returned, verified, by input."""
    if len(points) == 1 and not plain.is_sequence(got):
        if advice := type_hint(got):
            fail_because(backward_name, f"returned {plain.describe(got)}", advice, verb="")
        values: tuple = (got,)
    else:
        if not plain.is_sequence(got) or len(got) != len(points):
            found = f"{len(got)} values" if plain.is_sequence(got) else plain.describe(got)
            asked = f"should return {len(points)} gradients, of {', '.join(points)}, but returned {found}"
            fail_because(backward_name, asked, type_hint(got) if type(got) is not tuple else None, verb="")
        values = tuple(got)
    return {name: gradient_of(value, name, points) for value, name in zip(values, points, strict=True)}


def gradient_of(value: Any, name: str, points: Arrays) -> np.ndarray:
    """The gradient of one of the inputs as float64 in that input's shape; (n,) and (1, n) are equivalent."""
    title, point = f"The gradient of {name}", points[name]
    shapes = [point.shape]
    if point.ndim == 1:
        shapes.append((1, point.size))
    elif point.ndim == 2 and point.shape[0] == 1:
        shapes.append((point.size,))
    found = floats(value, title)
    if found.shape not in shapes:
        others = [other for other, array in points.items() if array.shape == found.shape]
        if others and sorted(found.shape) != sorted(point.shape):
            advice = f"that is the shape of {' and of '.join(others)}: are two gradients exchanged?"
            fail_because(title, f"has shape {found.shape} where {point.shape} was expected", advice, verb="")
        check.array(found, shape=point.shape, name=title)
    return found.reshape(point.shape)
