"""Compares gradients with differences: is a backward pass the derivative of its forward pass?

`coursekit.checking.differences` computes the differences. Entries at a kink, where there is no derivative, are left out
and counted.

This proves only that backward belongs to forward. A wrong forward pass with the right backward pass for it passes, and
so does a pair that returns only zeros: values have to be compared as well.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import FunctionType
from typing import Any

import numpy as np

from coursekit.checking import check, hints, plain
from coursekit.checking.comparison import difference_message
from coursekit.checking.differences import DIRECTIONS, Arrays, Slopes
from coursekit.checking.factors import axis_sizes
from coursekit.checking.gradient_arrays import claimed_gradients, float_copies, floats, gradient_of, verified_loss
from coursekit.pictures.picture import Picture

__all__ = ["GradientCheck", "compare_along", "gradient_check", "loss_gradient_check", "numerical_gradients"]

SMALL_ENTRY = 1e-2  # a fraction of the largest entry; errors of smaller entries are relative to this size
MOST_ENTRIES = 250  # of one input; a random selection of a larger one is checked


@dataclass(frozen=True, eq=False)
class GradientCheck:
    """Claimed and numerical gradients of each input. Read `passed`, or call `assert_passed()`.

    As the last expression of a notebook cell it shows a picture; its text form says the same in words.
    In all arrays (float64, of the inputs' shapes) NaN marks an entry that was not checked.
    """

    claimed: Arrays
    numerical: Arrays
    errors: Arrays  # |claimed - numerical| relative to the larger of the two (see `loss_gradient_check`)
    left_out: dict[str, int]  # how many entries lie at a kink
    tolerance: float
    advice: dict[str, str] = field(default_factory=dict)  # the probable mistake, for each input that failed
    directions: int = 0  # if above 0: all was right along this many directions, and no single entry was checked

    @property
    def passed(self) -> bool:
        """Whether every input's gradient is right: all checked entries, which must be at least half of those tried."""
        return bool(self.errors) and all(self.right(name) for name in self.errors)

    def assert_passed(self) -> None:
        """Raise CheckFailed with the text form unless `passed`."""
        check.compared(self.claimed)
        if not self.passed:
            raise check.CheckFailed(str(self))

    def right(self, name: str) -> bool:
        """Whether this input's gradient is right in all entries that were checked, and enough of them were."""
        return self.directions > 0 or (self._enough(name) and self.largest_error(name) <= self.tolerance)

    def _enough(self, name: str) -> bool:
        checked = int((~np.isnan(self.errors[name])).sum())
        return checked > 0 and checked >= self.left_out[name]

    def largest_error(self, name: str) -> float:
        """The largest relative error of an input's gradient; NaN if no entry could be checked."""
        errors = self.errors[name]
        return float(np.nanmax(errors)) if not np.isnan(errors).all() else float("nan")

    def worst(self, name: str) -> tuple[int, ...]:
        """The index of the largest relative error; the first, if several differ only by rounding."""
        errors = self.errors[name]
        return hints.worst_place(np.where(np.isnan(errors), -1, errors))

    @property
    def bound(self) -> str:
        """Words for errors that passed; without figures, which are rounding and depend on the processor."""
        if self.directions:
            return f"along {self.directions} random directions"
        return f"all relative errors below {self.tolerance:g}".replace("e-0", "e-")

    def __str__(self) -> str:
        """The verdict, then each wrong gradient with its worst entry and a hint, then the entries left out."""
        wrong = [name for name in self.errors if not self.right(name)]
        right = [name for name in self.errors if self.right(name)]
        lines = []
        if wrong:
            lines.append(f"Gradient check failed for {_listed(wrong)}.")
            lines += [self.advice[name] for name in wrong]
        if right:
            start = "Right" if wrong else "Gradient check passed"
            lines.append(f"{start}: {', '.join(right)} ({self.bound}).")
        kinks = [f"{count} of {name}" for name, count in self.left_out.items() if count and self._enough(name)]
        if kinks:
            lines.append(f"Left out, because the function has a kink there: {', '.join(kinks)}.")
        return "\n".join(lines)

    __repr__ = __str__

    @cached_property
    def picture(self) -> Picture:
        """Heat maps of the relative errors on a logarithmic scale, one for each input."""
        from coursekit.pictures.gradients import gradient_errors  # loads matplotlib, so only when needed

        return gradient_errors(self)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[Mapping, Mapping]:
        data, metadata = self.picture._repr_mimebundle_()
        return {**data, "text/plain": str(self)}, metadata


_directions: np.random.Generator | None = None


def compare_along(rng: np.random.Generator | None) -> None:
    """For the examiner, whose calls are slow: from now on compare along random directions drawn by `rng`.

    Single entries are checked only if that finds an error or a kink. None: check single entries, as in a notebook.
    """
    global _directions
    _directions = rng


# --- public functions -------------------------------------------------------------------------------------------


def gradient_check(
    forward: Callable[..., Any],
    backward: Callable[[np.ndarray, Any], Any],
    inputs: Mapping[str, np.ndarray],
    *,
    rng: np.random.Generator | None = None,
    step: float = 1e-5,
    tolerance: float = 1e-6,
    most_entries: int = MOST_ENTRIES,
    expected: Any = None,
    axes: Mapping[int, str] | None = None,
    name: str | None = None,
) -> GradientCheck:
    """Check `backward` against `forward` at the inputs, with a random upstream gradient.

        gradient_check(fc_forward, fc_backward, {"x": x, "w": w, "b": b})

    forward(*inputs.values()) returns (out, cache), out an array of floats or a number;
    backward(dout, cache) returns the gradients in the inputs' order, or the one gradient if there is one input. For an
    input of shape (n,) a gradient of shape (1, n) is accepted, and vice versa.
    inputs: the variables, passed as float64 copies; constants (labels) belong in a closure.
    rng: None takes the same upstream gradient each time, so that a notebook can be run again.
    expected: the right output, which is compared first: with a wrong one, right gradients look wrong. Without it, a
    message about a factor says that it may come from either.
    axes: for such a message, as in `check.close`. name: what the output is that of, in messages; by default `forward`.
    The functions get copies, so they cannot change `inputs`.
    Raises CheckFailed, in words for the student, if a result has the wrong type, shape or number of values, is not
    finite, or changes from call to call. Exceptions of the functions pass through.
    """
    _check_settings(step, tolerance, most_entries, axes)
    rng = np.random.default_rng(0) if rng is None else rng
    points = float_copies(inputs)
    forward_name = name or _name(forward, "The forward function")
    backward_name = _name(backward, "The backward function")

    output_of = forward_name.replace("The ", "the ")

    def call(arrays: Arrays) -> tuple[np.ndarray, Any]:
        copies = [array.copy() for array in arrays.values()]
        out, cache = check.pair(forward(*copies), 2, name=forward_name)
        return floats(out, f"The output of {output_of}"), cache

    start, cache = call(points)
    _check_output(start, expected, tolerance, axes, name=f"The output of {output_of}")
    # Not near 0, so that every output entry counts and no kink looks smooth.
    dout = rng.uniform(0.5, 1.5, start.shape) * rng.choice([-1.0, 1.0], start.shape)
    claimed = claimed_gradients(backward(dout.copy(), cache), points, backward_name)

    def loss(arrays: Arrays) -> float:
        out, _ = call(arrays)
        if out.shape != start.shape:
            check.fail(f"{forward_name} gives shape {start.shape}, then {out.shape}, for inputs of the same shapes.")
        # Only the change, because the rounding of a large constant would hide it.
        return float(((out - start) * dout).sum())

    slopes = Slopes(loss, points, step=step, size=float(np.linalg.norm(start * dout)))
    told = {"axes": axes, "source": output_of if expected is None else None}
    return _compare(slopes, claimed, tolerance, rng, most_entries, name=forward_name, told=told)


def loss_gradient_check(
    loss: Callable[[Arrays], float],
    inputs: Mapping[str, np.ndarray],
    gradients: Mapping[str, np.ndarray],
    *,
    rng: np.random.Generator | None = None,
    step: float = 1e-5,
    tolerance: float = 1e-6,
    most_entries: int = MOST_ENTRIES,
    expected: Any = None,
    axes: Mapping[int, str] | None = None,
    name: str = "The loss",
) -> GradientCheck:
    """Check claimed gradients of a scalar function of named arrays.

        loss_gradient_check(lambda a: softmax_loss(a["x"], y)[0], {"x": x}, {"x": dx})

    or, for a model with a dictionary of parameters:

        def loss(params):
            model.params.update(params)
            return model.loss(X, y)[0]
        loss_gradient_check(loss, dict(model.params), grads)

    loss gets a dictionary of float64 arrays, its own copies, with one entry moved by ±step; in the last call no entry
    is moved, so that a model set through it ends up with its own parameters (in float64). It is verified before the
    gradients are looked at.
    gradients: by the inputs' names; others are ignored. Shapes (n,) and (1, n) are equivalent.
    expected: the right loss, if it is known. axes: for hints. Both as in `gradient_check`. name: the loss in messages.
    An entry is right if |claimed - numerical| <= tolerance times the largest of |claimed|, |numerical|, and a hundredth
    of the largest numerical entry of that input, or if it is within rounding error.
    At most `most_entries` entries of an input are checked, drawn by `rng`. An entry costs two calls; four if it may be
    at a kink. (When graded, see `compare_along`.) Raises CheckFailed as `gradient_check` does.
    """
    _check_settings(step, tolerance, most_entries, axes)
    rng = np.random.default_rng(0) if rng is None else rng
    points = float_copies(inputs)
    slopes = Slopes(verified_loss(loss, name), points, step=step)
    _check_output(slopes.start, expected, tolerance, axes, name=name)
    if not plain.is_dict(gradients):
        check.fail(f"The gradients are {plain.describe(gradients)} where a dictionary was expected.")
    found = {name: value for name, value in gradients.items() if type(name) is str}
    if missing := [name for name in points if name not in found]:
        check.fail(f"The gradients lack {_listed(missing)}.")
    claimed = {key: gradient_of(found[key], key, points) for key in points}
    told = {"axes": axes, "source": name.replace("The ", "the ") if expected is None else None}
    return _compare(slopes, claimed, tolerance, rng, most_entries, name=name, told=told)


def numerical_gradients(
    loss: Callable[[Arrays], float], inputs: Mapping[str, np.ndarray], *, step: float = 1e-5
) -> Arrays:
    """The central differences of a loss (see `loss_gradient_check`) for every entry; NaN at kinks."""
    points = float_copies(inputs)
    slopes = Slopes(verified_loss(loss), points, step=step)
    numerical = {name: np.empty_like(point) for name, point in points.items()}
    for name, point in points.items():
        for index in np.ndindex(point.shape):
            numerical[name][index] = slopes.by_entry(name, index)
    return numerical


# --- comparing --------------------------------------------------------------------------------------------------


def _check_settings(step: float, tolerance: float, most_entries: int, axes: Mapping[int, str] | None) -> None:
    if not (0 < step < 1 and 0 < tolerance < 1 and most_entries >= 1):
        raise ValueError(f"Unusable settings: step={step}, tolerance={tolerance}, most_entries={most_entries}.")
    axis_sizes(axes or {})


def _check_output(output: Any, expected: Any, tolerance: float, axes: Mapping[int, str] | None, *, name: str) -> None:
    """CheckFailed if the right output is known and this is another one."""
    if expected is not None:
        right = np.asarray(plain.to_array(expected), np.float64)
        hint = "gradients are compared once this is right."
        check.close(output, right, name=name, rtol=tolerance, axes=axes, hint=hint)


def _compare(
    slopes: Slopes,
    claimed: Arrays,
    tolerance: float,
    rng: np.random.Generator,
    most_entries: int,
    *,
    name: str,
    told: Mapping[str, Any],
) -> GradientCheck:
    """Compare the slopes with the claimed derivatives. told: the hints' `axes` and `source`."""
    points = slopes.points
    if _right_along_directions(slopes, claimed, tolerance):
        unknown = {key: np.full(point.shape, np.nan) for key, point in points.items()}
        result = GradientCheck(claimed, unknown, unknown, dict.fromkeys(points, 0), tolerance, directions=DIRECTIONS)
    else:
        result = _entry_by_entry(slopes, claimed, tolerance, rng, most_entries, told)
    if not slopes.repeat():
        check.fail(
            f"{name} gives another result for the same inputs, so that its gradient cannot be checked.\n"
            "Does it draw random numbers, or keep something from call to call?"
        )
    return result


def _right_along_directions(slopes: Slopes, claimed: Arrays, tolerance: float) -> bool:
    """Whether random directions are used and find nothing wrong."""
    if _directions is None:
        return False
    # A tenth of the smallest error that fails an entry, to notice errors that nearly cancel each other.
    smallest = tolerance * SMALL_ENTRY * min(float(np.abs(gradient).max()) for gradient in claimed.values())
    try:
        return slopes.agree(claimed, _directions, seen=smallest / 10)
    except Exception:  # from f, outside the domain of a logarithm, say: single entries move less, and decide
        return False


def _entry_by_entry(
    slopes: Slopes, claimed: Arrays, tolerance: float, rng: np.random.Generator, most_entries: int,
    told: Mapping[str, Any],
) -> GradientCheck:  # fmt: skip
    numerical: Arrays = {}
    errors: Arrays = {}
    left_out: dict[str, int] = {}
    advice: dict[str, str] = {}
    for key, point in slopes.points.items():
        chosen = np.arange(point.size)
        if point.size > most_entries:
            chosen = np.sort(rng.choice(point.size, most_entries, replace=False))
        places = np.stack(np.unravel_index(chosen, point.shape), axis=-1) if point.ndim else np.empty((1, 0), int)
        differences = np.array([slopes.by_entry(key, tuple(i)) for i in places])
        found = np.full(point.shape, np.nan)
        found.flat[chosen] = differences
        numerical[key] = found
        checked = np.isfinite(differences)
        left_out[key] = int((~checked).sum())
        floor = slopes.rounding / tolerance
        if checked.any():
            floor = max(floor, SMALL_ENTRY * float(np.abs(differences[checked]).max()))
        with np.errstate(over="ignore"):
            distance = np.abs(claimed[key] - found)
            sizes = np.maximum(np.maximum(np.abs(claimed[key]), np.abs(found)), floor)
        # NaN stays NaN, so that it never counts as a small error; an overflow is an infinite error.
        errors[key] = np.where(np.isinf(distance), np.inf, distance / sizes)
        advice[key] = _advice(key, claimed[key], found, errors[key], tolerance, places[checked], left_out[key], told)
    for key in advice:
        if advice[key] and (other := _whose(claimed[key], key, numerical)):
            advice[key] = f"The gradient of {key} is that of {other}: are two exchanged?"
    return GradientCheck(claimed, numerical, errors, left_out, tolerance, {k: v for k, v in advice.items() if v})


def _advice(
    name: str, claimed: np.ndarray, numerical: np.ndarray, errors: np.ndarray, tolerance: float, places: np.ndarray,
    left_out: int, told: Mapping[str, Any],
) -> str | None:  # fmt: skip
    """A message about one input's gradient for the student; None if it is right."""
    checked = np.isfinite(numerical)
    count = int(checked.sum())
    if count == 0 or count < left_out:
        return (
            f"The gradient of {name}: {left_out} of {count + left_out} entries lie at a kink or a jump of the "
            "function, too many to say that it is right.\nIs something computed in float32, or rounded?"
        )
    wrong = errors > tolerance
    if not (wrong & checked).any():
        return None
    about: dict[str, Any] = {"name": f"The gradient of {name}", "expected_word": "numerically", "tolerance": tolerance}
    if not numerical[checked].any():
        about["hint"] = f"the result is the same for other {name}: is it never used, or is something float32?"
    if checked.all():
        return difference_message(claimed, numerical, wrong, badness=errors, **about, **told)
    # Only the checked entries are compared, so the hints can use values, but no axes.
    parts = claimed[checked], numerical[checked], wrong[checked]
    return difference_message(*parts, badness=errors[checked], places=places, **about, **told)


def _whose(claimed: np.ndarray, key: str, numerical: Arrays) -> str | None:
    """The other input that a gradient is right for, if there is one."""
    for other, values in numerical.items():
        told = other != key and values.shape == claimed.shape and np.isfinite(values).all() and values.any()
        if told and hints.agreement(float(np.abs(values).max()))(claimed, values):
            return other
    return None


def _listed(names: list[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _name(function: Any, otherwise: str) -> str:
    """A plain function's own name, cleaned; `otherwise` for anything else (a stand-in, a bound method)."""
    named = type(function) is FunctionType and function.__name__ != "<lambda>"
    return plain.clean_name(function.__name__) if named else otherwise
