"""The record of what is proven, `docs/proof.md`: written by `make prove`, read by every `make test`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from helpers.proof.subjects import ROOT, Subject

RECORD = ROOT / "docs" / "proof.md"
AS_DECLARED = "all losses as declared, and no liar passed a check"

_HEAD = """# What is proven

Written by `make prove`; do not edit. `make test` compares the last column with what is there now, and grades all sample
answers of a notebook that has changed since. A run that failed proves nothing of its notebooks: they count as changed.
[Writing a notebook](writing-a-notebook.md#prove-it) says when it is run.

The last run:
"""
_TABLE = """
| notebook | right | wrong | checks | proven | cells, settings and answers |
|---|---|---|---|---|---|
"""
_ROW = re.compile(r"^\| `(\S+)` \|.*\| `([0-9a-f]{16})` \|$", re.MULTILINE)


@dataclass(frozen=True)
class Proof:
    """A run that came to its end. `failures`: the tests that failed, by pytest's names for them."""

    subjects: Sequence[Subject]
    failures: Sequence[str]
    commit: str
    minutes: float
    cores: int
    day: date

    def text(self, every: Sequence[Subject], before: str = "") -> str:
        """The record after this run: a row for each of `every` notebook, from `before` for those not in the run."""
        right, wrong, checks = (
            sum(len(getattr(s, what)) for s in self.subjects) for what in ("right", "wrong", "checks")
        )
        what = "every notebook" if len(self.subjects) == len(every) else ", ".join(f"`{s}`" for s in self.subjects)
        result = f"{len(self.failures)} not as declared:" if self.failures else AS_DECLARED
        lines = [
            f"- **When**: {self._day}, at {self.commit}",
            f"- **Graded in full**: {right} right and {wrong} wrong answers of {what}; liars at {checks} checks",
            f"- **Result**: {result}",
            *(f"  - `{failure}`" for failure in self.failures),
            f"- **Time**: {self.minutes:.0f} minutes on {self.cores} cores",
        ]
        kept = {match[1]: match[0] for match in _ROW.finditer(before)}
        own = {str(subject): self._row(subject) for subject in self.subjects}
        rows = [row for subject in every if (row := (kept | own).get(str(subject)))]
        return _HEAD + "\n" + "\n".join(lines) + "\n" + _TABLE + "\n".join(rows) + "\n"

    @property
    def _day(self) -> str:
        return f"{self.day.day} {self.day:%B %Y}"

    def _row(self, subject: Subject) -> str:
        numbers = " | ".join(str(len(part)) for part in (subject.right, subject.wrong, subject.checks))
        proven = ("not proven", "failed") if self.failures else (f"{self._day}, {self.commit}", f"`{subject.content}`")
        return f"| `{subject}` | {numbers} | {' | '.join(proven)} |"


def proven(path: Path = RECORD) -> dict[str, str]:
    """The notebooks that are recorded as proven, with the hash of each."""
    return dict(_ROW.findall(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def changed(subjects: Sequence[Subject], path: Path = RECORD) -> list[Subject]:
    """The notebooks that have changed since they were proven."""
    known = proven(path)
    return [subject for subject in subjects if known.get(str(subject)) != subject.content]
