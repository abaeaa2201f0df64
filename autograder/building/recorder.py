"""Runs in a notebook's kernel, for `margins`: records what checks compare with a bound, and changes random seeds.

A failing check is recorded and continues, so that one run shows all distances.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.checking import check, exam, predictions
from coursekit.checking.gradients import GradientCheck
from coursekit.checking.verify import CheckFailed

# Whose generators get new seeds: the notebook's own and the training loops', not the split of the data.
_RESEEDED = ("__main__.", "coursekit.training.")
# What sets a framework's own seed.
_SEEDERS = (
    ("torch", "manual_seed"),
    ("tensorflow._api.v2.random", "set_seed"),
    ("keras.utils", "set_random_seed"),
    ("keras._tf_keras.keras.utils", "set_random_seed"),
)
_records: list[dict[str, Any]] = []
_cell = ""
_shift = 0


def start(shift: int) -> None:
    """Begin recording. Add `shift` to every seed of the notebook, and give `rng` another seed.

    A seed in a list, as `[4]`, is that of an example whose numbers the check has, and stays.
    """
    seed, default_rng = np.random.seed, np.random.default_rng

    def shifted(given: Any = None) -> np.random.Generator:
        module = sys._getframe(1).f_globals.get("__name__", "")
        ours = isinstance(given, int) and f"{module}.".startswith(_RESEEDED)
        return default_rng(given + shift if ours else given)

    global _shift
    _shift = shift
    np.random.seed = lambda given=None: seed(given if given is None else given + shift)
    np.random.default_rng = shifted
    exam.rng = default_rng(shift)
    check.at_least = _bounded(check.at_least, "at least")
    check.at_most = _bounded(check.at_most, "at most")
    check.close, check.equal, check.partial = _close(check.close), _equal(check.equal), lambda fraction, message: None
    GradientCheck.assert_passed, predictions.check_accuracy = _gradients, _accuracy


def enter(cell: str) -> None:
    """Set the check cell that runs now; "" for another cell. What has been imported by now gets other seeds, too."""
    global _cell
    _cell = cell
    for module, name in _SEEDERS:
        if (owner := sys.modules.get(module)) and not hasattr(seeder := getattr(owner, name), "shift"):
            setattr(owner, name, _Shifted(seeder, _shift))


class _Shifted:
    """A function that sets a seed, to which `shift` is added."""

    def __init__(self, seeder: Callable, shift: int):
        self._seeder, self.shift = seeder, shift

    def __call__(self, seed: Any) -> Any:
        return self._seeder(seed + self.shift if isinstance(seed, int) else seed)


def tell() -> None:
    """Print all records as JSON."""
    print(json.dumps(_records))


def _write(kind: str, name: str, value: float, bound: float) -> None:
    if _cell:
        value = float(value) if np.isfinite(value) else 1e300
        _records.append({"cell": _cell, "kind": kind, "name": name, "value": value, "bound": float(bound)})


def _bounded(original: Callable, kind: str) -> Callable:
    def bounded(got: Any, bound: float, *, name: str = "result", hint: str | None = None) -> None:
        _write(kind, name, check.number(got, name=name), bound)

    return bounded


def _close(original: Callable) -> Callable:
    """Record which share of the tolerance the worst entry uses; up to 1 passes."""

    def close(got: Any, expected: Any, *, rtol: float = 1e-7, atol: float = 1e-9, **named: Any) -> None:
        original(got, expected, rtol=1e6, atol=1e6, **named)  # its shape and kind
        right = np.asarray(expected, dtype=float)
        away = np.abs(np.asarray(got, dtype=float).reshape(right.shape) - right)
        allowed = atol + rtol * np.abs(right)
        if (allowed > 0).all():
            _write("at most", f"{named.get('name', 'result')}: share of the tolerance", (away / allowed).max(), 1.0)
        else:
            original(got, expected, rtol=rtol, atol=atol, **named)

    return close


def _equal(original: Callable) -> Callable:
    def equal(got: Any, expected: Any, *, name: str = "result") -> None:
        try:
            original(got, expected, name=name)
        except CheckFailed:
            _write("at most", f"{name}: is another", 1.0, 0.0)

    return equal


def _accuracy(predicted: np.ndarray, labels: np.ndarray, *, full: float, half: float, name: str = "") -> None:
    _write("at least", f"the accuracy of {name or 'the predictions'}", (predicted == labels).mean(), full)


def _gradients(result: GradientCheck) -> None:
    worst = max(result.largest_error(name) for name in result.errors)
    _write("at most", "gradient check: share of the tolerance", worst / result.tolerance, 1.0)
