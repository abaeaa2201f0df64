"""The table `[policies]` of an `assignment.toml`. Without it, and for each policy that it lacks, no rule applies."""

import math
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Late:
    """A part of the points for each day after the due date, which is nbgrader's."""

    percent_per_day: float
    free_days: float = 0.0  # days that cost nothing
    most_percent: float = 100.0


@dataclass(frozen=True)
class Files:
    """Wrong names and files that nobody asked for."""

    percent: float
    allowed: tuple[str, ...] = ()  # patterns of other files that may be there, such as "*.pdf"


@dataclass(frozen=True)
class DoesNotRun:
    """An answer whose cell, or whose module, ends in an error when it is run."""

    percent: float


@dataclass(frozen=True)
class ExtraCredit:
    """Questions whose points come on top: the highest score that is shown leaves them out."""

    questions: tuple[str, ...]


@dataclass(frozen=True)
class HalfCredit:
    """Whether checks that an answer meets in part give that part of their points."""

    counts: bool


@dataclass(frozen=True)
class Group:
    """How many may hand in together. Who does, writes the names of all into a file, one a line."""

    size: int
    percent: float = 0.0  # what a larger group costs
    file: str = "group.txt"


@dataclass(frozen=True)
class Policies:
    """The policies of an assignment; None for each that is switched off."""

    half_credit: HalfCredit | None = None
    extra_credit: ExtraCredit | None = None
    files: Files | None = None
    does_not_run: DoesNotRun | None = None
    group: Group | None = None
    late: Late | None = None

    @property
    def any(self) -> bool:
        return any(getattr(self, policy.name) is not None for policy in fields(self))


_KINDS: dict[str, type] = {
    "half_credit": HalfCredit,
    "extra_credit": ExtraCredit,
    "files": Files,
    "does_not_run": DoesNotRun,
    "group": Group,
    "late": Late,
}
_PERCENT = ("percent", "percent_per_day", "most_percent")


class PolicyError(ValueError):
    """A setting is wrong; the message names it, what is wrong and what to write."""


def read_policies(table: Any, questions: set[str] = frozenset()) -> Policies:
    """Read the table. `enabled = false` switches a policy off. questions: those of the assignment.

    Raises `PolicyError`.
    """
    if not isinstance(table, dict):
        raise PolicyError("[policies] is no table; write [policies.late], for example")
    if unknown := [name for name in table if name not in _KINDS]:
        raise PolicyError(f"[policies]: unknown policy '{unknown[0]}'; known are {', '.join(_KINDS)}")
    policies = Policies(**{name: _read(name, _KINDS[name], settings) for name, settings in table.items()})
    if policies.extra_credit:
        for question in policies.extra_credit.questions:
            if question not in questions:
                raise PolicyError(
                    f"[policies.extra_credit]: no question '{question}'; known are {', '.join(sorted(questions))}"
                )
    return policies


def _read(name: str, kind: type, settings: Any) -> Any:
    where = f"[policies.{name}]"
    if not isinstance(settings, dict):
        raise PolicyError(f"{where} is no table; write its settings on lines of their own below it")
    settings = dict(settings)
    enabled = settings.pop("enabled", True)
    if type(enabled) is not bool:
        raise PolicyError(f"{where}: enabled is {enabled!r}; write true or false")
    known = {setting.name: setting for setting in fields(kind)}
    if unknown := [key for key in settings if key not in known]:
        raise PolicyError(f"{where}: unknown setting '{unknown[0]}'; known are enabled, {', '.join(known)}")
    values = {key: _value(key, known[key].type, value, where) for key, value in settings.items()}
    try:
        policy = kind(**values)
    except TypeError as fault:
        missing = str(fault).rpartition(":")[2].strip()
        raise PolicyError(f"{where} lacks {missing}; give it a value") from None
    return policy if enabled else None


def _value(key: str, kind: Any, value: Any, where: str) -> Any:
    if kind is bool:
        fine, what = type(value) is bool, "true or false"
    elif kind is str:
        fine, what = isinstance(value, str) and bool(value) and "/" not in value, "the name of a file"
    elif kind is int:
        fine, what = type(value) is int and value > 0, "a whole number above 0"
    elif kind is float:
        most = 100 if key in _PERCENT else math.inf
        fine = type(value) in (int, float) and 0 <= value <= most and math.isfinite(value)
        what = "a number from 0 to 100" if key in _PERCENT else "a number of at least 0"
    else:
        fine, what = isinstance(value, list) and all(isinstance(item, str) for item in value), "a list of texts"
        value = tuple(value) if fine else value
    if not fine:
        raise PolicyError(f"{where}: {key} is {value!r}; write {what}")
    return value
