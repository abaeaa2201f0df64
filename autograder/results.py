"""The results of grading a notebook: plain records, written as JSON and shown in tables."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.policies.lines import PolicyLine, final_score
from autograder.roles import Role, grade_id, points, role

if TYPE_CHECKING:
    from autograder.assignment import Assignment


class State(StrEnum):
    """How a check ended. Only PASSED, or partial credit (see `CheckResult.points`), earns anything."""

    PASSED = "passed"
    FAILED = "failed"  # the answer is wrong, or raised an exception
    NOT_ATTEMPTED = "not attempted"  # the answer is still the release's FILL_IN
    FORBIDDEN = "forbidden"  # the answer uses something that the question forbids
    TIMED_OUT = "timed out"
    CRASHED = "crashed"  # the student's process died during the check
    ERROR = "error"  # the check did not run: no score, a person must look at it


@dataclass
class CheckResult:
    grade_id: str
    question: str
    state: State
    max_points: float
    points: float | None = 0.0  # None if and only if the state is ERROR
    message: str = ""  # for the student: never hidden code or inputs
    details: str = ""  # for the instructor
    limit_reached: bool = False  # an ERROR, because the student's code used up the notebook's time, as it would again
    carried_forward: bool = False  # passed with the reference's parts, because the student's own were wrong


@dataclass
class WrittenResult:
    """A cell that a person grades. `points` is 0 if the student left it untouched, else None: pending."""

    grade_id: str
    max_points: float
    points: float | None


@dataclass
class FoundMistake:
    """A known mistake that gives all values which the failed checks of a question compared."""

    question: str
    names: list[str]  # of the sample answers with this mistake
    sentence: str  # for the student; "" if several different mistakes fit, so that none is named


@dataclass
class NotebookResult:
    student: str
    assignment: str
    notebook: str
    seed: str | int  # the name of the seed for the inputs of hidden checks; a given number is replaced by its name
    sandbox: bool = True  # whether the student's code ran in the sandbox
    checks: list[CheckResult] = field(default_factory=list)
    written: list[WrittenResult] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)  # one sentence for each repair of the file
    broken_answers: list[str] = field(default_factory=list)  # answer cells that ended in an error, and how
    mistakes: list[FoundMistake] = field(default_factory=list)
    problem: str | None = None  # why the notebook could not be graded at all; then every check is ERROR
    lines: list[PolicyLine] = field(default_factory=list)  # what the course's policies add to the score, and why
    extra_max: float = 0.0  # points of the checks for extra credit, which are part of `max_score`
    fault: str | None = None  # why the grader could not run some checks: correct it, and grade again
    handed_in: bool = True  # whether there was a file with its name; without one it has zero points, or a problem
    log: str = ""  # output of the student's process while checks ran; for the instructor
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if isinstance(self.seed, int):  # also in results written before seeds had names
            self.seed = seed_name(self.seed)

    @property
    def score(self) -> float | None:
        """Points earned in the automatic checks; None if any of them did not run."""
        earned = [check.points for check in self.checks]
        return None if self.problem or None in earned else float(sum(earned))

    @property
    def final_score(self) -> float | None:
        """The score after the policies; None if there is no score."""
        return None if self.score is None else final_score(self.score, self.lines)

    @property
    def max_score(self) -> float:
        """Points of all automatic checks."""
        return float(sum(check.max_points for check in self.checks))

    @property
    def written_pending(self) -> float:
        """Points of written answers that wait for a person."""
        return float(sum(answer.max_points for answer in self.written if answer.points is None))

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "score": self.score, "max_score": self.max_score, "final_score": self.final_score}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "NotebookResult":
        """The inverse of `to_dict`. Raises `KeyError`, `TypeError` or `ValueError` for any other dictionary."""
        data = dict(data)
        data.pop("score"), data.pop("max_score"), data.pop("final_score", None)
        data["lines"] = [PolicyLine(**line) for line in data.get("lines", [])]
        data["checks"] = [CheckResult(**{**c, "state": State(c["state"])}) for c in data["checks"]]
        data["written"] = [WrittenResult(**w) for w in data["written"]]
        data["mistakes"] = [FoundMistake(**m) for m in data.get("mistakes", [])]
        return cls(**data)

    def to_json(self) -> str:
        return json.dumps(self.to_dict(), indent=1)

    @classmethod
    def from_json(cls, text: str) -> "NotebookResult":
        return cls.from_dict(json.loads(text))


def seed_name(seed: int) -> str:
    """The name under which a secret seed is shown: a hash, from which nobody can find the seed."""
    return hashlib.sha256(f"autograder seed {seed}".encode()).hexdigest()[:16]


def read_results(course: Path) -> list[NotebookResult]:
    """All results under a course's folder, sorted by assignment, student and notebook."""
    files = sorted((Path(course) / "results").glob("*/*/*.json"))
    return [NotebookResult.from_json(path.read_text(encoding="utf-8")) for path in files]


# --- results of notebooks that are not graded ---


def not_handed_in(assignment: "Assignment", notebook: str, student: str, seed: int) -> NotebookResult:
    """A result with zero points everywhere, for a notebook left out of a submission that has others."""
    result = NotebookResult(student, assignment.name, notebook, seed, handed_in=False)
    return _filled(result, assignment, State.NOT_ATTEMPTED, 0.0, f"{notebook}.ipynb was not handed in.")


def not_recorded(assignment: "Assignment", notebook: str, student: str, seed: int, problem: str) -> NotebookResult:
    """A result without a score, for a folder that the gradebook cannot record; `student` is its printable name."""
    result = NotebookResult(student, assignment.name, notebook, seed, problem=problem)
    return _filled(result, assignment, State.ERROR, None, f"Not graded: {problem}")


def _filled(
    result: NotebookResult, assignment: "Assignment", state: State, earned: float | None, message: str
) -> NotebookResult:
    """Add all checks and written answers of the notebook to its result, each with the same state and message."""
    question_of = assignment.notebooks[result.notebook].question_of
    for cell in assignment.source(result.notebook).cells:
        name = grade_id(cell)
        if role(cell) is Role.CHECK:
            result.checks.append(CheckResult(name, question_of(name).id, state, points(cell), earned, message))
        elif role(cell) is Role.WRITTEN:
            result.written.append(WrittenResult(name, points(cell), earned))
    return result
