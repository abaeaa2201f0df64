"""Sample answers, right and wrong. The proof of the grader and the demonstration class hand them in; the wrong ones are
also the known mistakes with which a student's values are compared (see `checking.mistakes`).

An answer is a small file, `<folder>/{right,wrong}/<name>.py`, whose first comment says what is done in it:

    # The gradient of the bias is averaged over the batch instead of summed.
    # loses: fc_backward_db, classifier_grads
    # %% fc_backward
    def fc_backward(dout, cache):
        ...

Cells replace the reference's by `grade_id`; a cell named `+after <grade_id>` is added after that one. `loses` names
the checks that lose points (`fc_db` loses all of them, `fc_db=0.5` half of them).

An answer whose handed-in file differs says how, in a section of its own, which finds the right file's `content` and
changes it; None stands for a file that is not handed in:

    # %% file predictions.csv
    content = content.replace("Id,Category\\n", "")
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType

from autograder.errors import UserError

_CELL = re.compile(r"^# %% (.+)$", re.MULTILINE)


class SampleAnswerError(UserError):
    """A sample answer cannot be read; the message is one sentence naming the file and the next step."""


@dataclass(frozen=True)
class Answer:
    """One sample answer.

    loses: a check's grade_id -> the fraction of its points that it must lose. files: a file's name -> Python that
    changes the right file's `content`.
    """

    name: str
    why: str
    loses: dict[str, float]
    cells: dict[str, str]
    files: dict[str, CodeType] = field(default_factory=dict)


def read_answer(path: Path) -> Answer:
    """Read an answer file; raises `SampleAnswerError` if it has no cells or an unreadable `loses` line."""
    head, *parts = _CELL.split(path.read_text(encoding="utf-8"))
    comments = [line.lstrip("# ") for line in head.splitlines() if line.startswith("#")]
    losing = [line.removeprefix("loses:") for line in comments if line.startswith("loses:")]
    try:
        loses = {
            name.strip(): float(share or 1)
            for name, _, share in (item.partition("=") for item in ",".join(losing).split(","))
            if name.strip()
        }
    except ValueError:
        raise SampleAnswerError(f"{path}: the line '# loses:' is not a list of checks") from None
    if not parts:
        raise SampleAnswerError(f"{path}: no cell; begin one with '# %% <grade_id>'")
    sections = {name.strip(): code.strip("\n") for name, code in zip(parts[::2], parts[1::2], strict=True)}
    files = {
        name.removeprefix("file "): compiled(code, path) for name, code in sections.items() if name.startswith("file ")
    }
    cells = {name: code for name, code in sections.items() if not name.startswith("file ")}
    why = " ".join(line for line in comments if not line.startswith("loses:"))
    return Answer(path.stem, why, loses, cells, files)


def compiled(code: str, path: Path) -> CodeType:
    """Compile a section about a file. Raises `SampleAnswerError`."""
    try:
        return compile(code, str(path), "exec")
    except SyntaxError as fault:
        raise SampleAnswerError(f"{path}: a section of a file is not Python: {fault.msg}") from None


def read_answers(folder: Path) -> list[Answer]:
    """All answers of a folder, by name."""
    return [read_answer(path) for path in sorted(folder.glob("*.py"))]
