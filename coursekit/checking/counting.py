"""Numbers that count the operations on them: how many does a computation really take?

    tally = Counter()
    counted(np.ones((2, 3)), tally) @ counted(np.ones(3), tally)
    tally    # Counter({"mul": 6, "add": 4})

These are counted: + - * / ** and < <= > >= if at least one of the two numbers is counted, and negation. Not counted are
functions of `math` and NumPy functions of an array of floats; they return plain numbers.
"""

import operator
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = ["Counted", "counted"]


class Counted(float):
    """A float that adds one to its tally for each operation."""

    tally: Counter[str]

    def __new__(cls, value: float, tally: Counter[str]) -> "Counted":
        number = super().__new__(cls, value)
        number.tally = tally
        return number


def _counting(name: str, base: Callable[..., Any], *, compares: bool = False) -> Callable[..., Any]:
    def count(self: Counted, *others: Any) -> Any:
        plain = (float(other) if isinstance(other, float | int | np.number) else other for other in others)
        value = base(float(self), *plain)
        if value is NotImplemented:
            return value
        self.tally[name] += 1
        return value if compares else Counted(value, self.tally)

    return count


for _name in ("add", "sub", "mul", "truediv", "pow"):
    setattr(Counted, f"__{_name}__", _counting(_name, getattr(float, f"__{_name}__")))
    setattr(Counted, f"__r{_name}__", _counting(_name, getattr(float, f"__r{_name}__")))
Counted.__neg__ = _counting("neg", operator.neg)
for _name in ("lt", "le", "gt", "ge"):
    setattr(Counted, f"__{_name}__", _counting("compare", getattr(float, f"__{_name}__"), compares=True))


def counted(numbers: Any, tally: Counter[str]) -> Any:
    """Return a number as a `Counted`, or an array as an array of them (dtype object, same shape), with one tally."""
    if np.ndim(numbers) == 0:
        return Counted(float(numbers), tally)
    array = np.empty(np.shape(numbers), dtype=object)
    for index, number in np.ndenumerate(np.asarray(numbers)):
        array[index] = Counted(float(number), tally)
    return array
