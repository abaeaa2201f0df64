"""What a notebook tells its students about its rules, in a cell of text that the build inserts before the first code.

The rules themselves are in `assignment.toml`; written once more by hand, the text would one day say something else.
"""

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence

from autograder.rules.forbidden import read_entry
from autograder.rules.library_names import is_below

# Of our own package: what no student would look for, and could only use to get round a question.
_UNTOLD = ("coursekit.reference", "coursekit.checking", "coursekit.data")

_WAYS_PAST = (
    "Ways past this count as the thing itself: running code that is put together as text, or looking into Python's own"
    " workings, with `__code__`, `sys._getframe`, `gc` or `dis`."
)


def rules_text(allowed: Sequence[str], forbidden: Sequence[str], by_question: Mapping[str, Sequence[str]]) -> str:
    """The cell's Markdown; empty where there is nothing to tell.

    allowed: packages that answers may import; empty: any. forbidden: names that they may not use. by_question: further
    ones, by the question's title.
    """
    told = []
    if allowed:
        packages = [name for name in allowed if name not in sys.stdlib_module_names]
        beside = f"{_listed(packages, 'and')}, and what" if packages else "what"
        told.append(f"You may import {beside} comes with Python, except `ctypes`.")
    if names := _told(forbidden, allowed):
        told.append(f"Your answers may not use {_listed(names, 'or')}.")
    questions: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for title, more in by_question.items():
        if names := _told(more, allowed):
            questions[names].append(f"*{title}*")
    for names, titles in questions.items():
        told.append(f"Answers to {_joined(titles, 'and')} may not use {_listed(names, 'or')}.")
    if told:
        told.append(_WAYS_PAST)
    return "\n".join(["**What your answers may use**", "", *(f"- {line}" for line in told)]) if told else ""


def _told(names: Sequence[str], allowed: Sequence[str]) -> tuple[str, ...]:
    """Those that a student may come across: not what no answer may import in any case, and nothing private."""
    public = [name for name in names if not any(part.startswith("_") for part in name.split("."))]
    public = [name for name in public if not any(is_below(name, untold) for untold in _UNTOLD)]
    return tuple(name for name in public if not allowed or name.startswith(".") or _package(name) in allowed)


def _package(name: str) -> str:
    """The package of a name, also where it is written for short: `np`, `tf`."""
    return read_entry(name, {}).full.partition(".")[0]


def _listed(names: Sequence[str], word: str) -> str:
    return _joined([f"`{name}`" for name in names], word)


def _joined(parts: Sequence[str], word: str) -> str:
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}" if len(parts) > 1 else parts[0]
