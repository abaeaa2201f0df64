"""A task: one notebook to grade, as data that can be sent to any process or machine, and the function that grades it.

A task has no student's name. Students who hand in the same bytes share one task and get the same outcome.
"""

import atexit
import hashlib
import json
import logging
import pickle
import traceback
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import Any

from nbformat import NotebookNode, from_dict

from autograder.assignment import Assignment
from autograder.grading.grade import Grader
from autograder.results import NotebookResult, State
from autograder.submissions.forms.reading import read_submitted
from autograder.submissions.hand_in import HandIn
from autograder.submissions.rebuild import rebuild_submission

log = logging.getLogger("autograder")


@dataclass(frozen=True)
class Task:
    """The input of `grade_task`. `assignment` is what `pack` returned, `options` are keyword arguments for `Grader`."""

    key: str  # of the result: see `autograder.grading.keys`
    assignment: bytes
    notebook: str
    hand_in: HandIn
    seed: int
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """A graded notebook and its result. `fault`: what went wrong in the grader, so that grading must be repeated."""

    key: str  # the task's
    notebook: NotebookNode
    result: NotebookResult  # `student` is empty
    fault: str | None = None

    @property
    def is_final(self) -> bool:
        """Whether grading again would give the same: every check ran, or the file can't be graded at all."""
        ran = all(check.state is not State.ERROR or check.limit_reached for check in self.result.checks)
        ran |= self.result.problem is not None
        return self.fault is None and ran

    def result_of(self, student: str) -> NotebookResult:
        return replace(self.result, student=student)

    def to_json(self) -> bytes:
        data = {"key": self.key, "result": self.result.to_dict(), "notebook": self.notebook, "fault": self.fault}
        return json.dumps(data).encode()

    @classmethod
    def from_json(cls, text: bytes) -> "Outcome":
        """Raises `ValueError`, `KeyError` or `TypeError` for what `to_json` did not write."""
        data = json.loads(text)
        return cls(data["key"], from_dict(data["notebook"]), NotebookResult.from_dict(data["result"]), data["fault"])


def pack(assignment: Assignment, notebook: str) -> bytes:
    """Pickle the part of an assignment that grading one notebook needs: settings, source, release, known mistakes."""
    alone = replace(assignment, notebooks={notebook: assignment.notebooks[notebook]})
    alone._sources[notebook] = assignment.source(notebook)
    alone._releases[notebook] = assignment.release(notebook)
    alone._known[notebook] = assignment.known_mistakes(notebook)
    return pickle.dumps(alone)


def grade_task(task: Task) -> Outcome:
    """Grade one notebook, whatever was handed in. Never raises: the grader's own faults are part of the outcome."""
    grader = _grader(task)
    try:
        notebook, repairs, problem = read_submitted(task.hand_in, grader.assignment, task.notebook)
        rebuilt = rebuild_submission(grader.assignment, task.notebook, notebook, problem, repairs)
        files = dict(task.hand_in.files)
        graded, result = grader.grade(rebuilt, task.notebook, student="", seed=task.seed, files=files)
        return Outcome(task.key, graded, result)
    except Exception as fault:
        log.error("%s: %s", task.key, traceback.format_exc())
        grader.discard_examiner(task.notebook)
        return ungraded(
            grader.assignment,
            task,
            f"The grader itself failed ({type(fault).__name__}: {fault}); grade this submission again.",
            traceback.format_exc(),
        )


def ungraded(assignment: Assignment, task: Task, problem: str, details: str) -> Outcome:
    """The outcome of a task that failed through no fault of the student's. Starts no process."""
    rebuilt = rebuild_submission(assignment, task.notebook, None, problem, list(task.hand_in.remarks))
    with Grader(assignment, **task.options) as grader:
        graded, result = grader.grade(rebuilt, task.notebook, student="", seed=task.seed)
    return Outcome(task.key, graded, replace(result, log=details), fault=problem)


KEPT = 4  # graders kept; tasks of a homework's notebooks alternate, and none has more notebooks
_graders: OrderedDict[str, Grader] = OrderedDict()  # the most recently used one comes last


def _grader(task: Task) -> Grader:
    """The grader of a task's notebook. It is kept from task to task, because its examiner is slow to start."""
    key = hashlib.sha256(task.assignment + repr(sorted(task.options.items())).encode()).hexdigest()
    if key not in _graders:
        while len(_graders) >= KEPT:
            _graders.popitem(last=False)[1].close()
        _graders[key] = Grader(pickle.loads(task.assignment), **task.options)
    _graders.move_to_end(key)
    return _graders[key]


@atexit.register
def close() -> None:
    """End the examiners of all graders of this process."""
    while _graders:
        _graders.popitem()[1].close()
