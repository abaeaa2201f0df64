"""The record of the last proof, `docs/proof.md`: written by `make prove`, read by every `make test`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from helpers.proof.subjects import ROOT, Subject

RECORD = ROOT / "docs" / "proof.md"
AS_DECLARED = "all losses as declared, and no liar passed a check"

_HEAD = """# The last proof

Written by `make prove`; do not edit. `make test` compares the last column with what is there now, and grades all sample
answers of a notebook that has changed since. A proof that failed proves nothing: all notebooks count as changed.
[Writing a notebook](writing-a-notebook.md#prove-it) says when it is run.
"""
_RESULT = re.compile(r"^- \*\*Result\*\*: (.+)$", re.MULTILINE)
_ROW = re.compile(r"^\| `(\S+)` \|.*\| `([0-9a-f]{16})` \|$", re.MULTILINE)


@dataclass(frozen=True)
class Proof:
    """A finished proof. `failures`: the tests that failed, by pytest's names for them."""

    subjects: Sequence[Subject]
    failures: Sequence[str]
    commit: str
    minutes: float
    cores: int
    day: date

    def text(self) -> str:
        right, wrong, checks = (
            sum(len(getattr(s, what)) for s in self.subjects) for what in ("right", "wrong", "checks")
        )
        result = f"{len(self.failures)} not as declared:" if self.failures else AS_DECLARED
        lines = [
            f"- **When**: {self.day.day} {self.day:%B %Y}, at {self.commit}",
            f"- **Graded in full**: {right} right and {wrong} wrong answers; liars at {checks} checks",
            f"- **Result**: {result}",
            *(f"  - `{failure}`" for failure in self.failures),
            f"- **Time**: {self.minutes:.0f} minutes on {self.cores} cores",
            "",
            "| notebook | right | wrong | checks | source, settings and answers |",
            "|---|---|---|---|---|",
            *(f"| `{s}` | {len(s.right)} | {len(s.wrong)} | {len(s.checks)} | `{s.content}` |" for s in self.subjects),
        ]
        return "\n".join([_HEAD, *lines, ""])


def proven(path: Path = RECORD) -> dict[str, str]:
    """The notebooks of the recorded proof, with the hash of each; none if it failed or there is none."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return dict(_ROW.findall(text)) if _RESULT.findall(text) == [AS_DECLARED] else {}


def changed(subjects: Sequence[Subject], path: Path = RECORD) -> list[Subject]:
    """The notebooks that have changed since the last recorded proof."""
    known = proven(path)
    return [subject for subject in subjects if known.get(str(subject)) != subject.content]
