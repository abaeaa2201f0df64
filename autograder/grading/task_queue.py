"""The tasks of a batch that have no outcome yet, and the submissions that wait for each."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from autograder.assignment import Assignment
from autograder.grading.keys import Keys
from autograder.grading.task import Outcome, Task, pack
from autograder.submissions.submission import Submission


@dataclass
class Progress:
    """The progress of one student's submission."""

    submission: Submission
    awaited: int  # how many outcomes it needs
    outcomes: dict[str, Outcome] = field(default_factory=dict)  # by notebook


Recipient = tuple[Progress, str]  # a submission and one of its notebooks, which gets an outcome


class TaskQueue:
    """Tasks by key. Notebooks that are the same share a key, so they are graded once."""

    def __init__(self, assignment: Assignment, seed: int, options: dict[str, Any]):
        self._assignment = assignment
        self._seed = seed
        self._options = options
        self._keys = Keys(assignment, seed, options)
        self._waiting: deque[str] = deque()  # keys of tasks not yet given to a worker
        self._recipients: dict[str, list[Recipient]] = {}  # by key, for keys without an outcome
        self._packed: dict[str, bytes] = {}  # by notebook

    def __len__(self) -> int:
        """How many tasks have not been given to a worker."""
        return len(self._waiting)

    def key(self, submission: Submission, notebook: str) -> str:
        return self._keys.key(notebook, submission.hand_in(notebook))

    def add(self, key: str, recipient: Recipient) -> None:
        """Register a recipient for a key's outcome."""
        if key not in self._recipients:
            self._waiting.append(key)
        self._recipients.setdefault(key, []).append(recipient)

    def pending(self) -> list[str]:
        """The keys of tasks that have not been given to a worker."""
        return list(self._waiting)

    def notebooks(self) -> set[str]:
        """The notebooks for which there are tasks."""
        return {notebook for recipients in self._recipients.values() for _, notebook in recipients}

    def recipients(self, key: str) -> list[Recipient]:
        return self._recipients[key]

    def take(self, key: str) -> list[Recipient]:
        """Remove a key, whose outcome is there; return its recipients."""
        if key in self._waiting:
            self._waiting.remove(key)
        return self._recipients.pop(key)

    def tasks(self) -> Iterator[Task]:
        """The tasks to grade. A file is read only when its task is due, so that few notebooks are in memory at once."""
        while self._waiting:
            key = self._waiting.popleft()
            recipients = self._recipients[key]
            while recipients:
                progress, notebook = recipients[0]
                hand_in = progress.submission.hand_in(notebook)
                if (now := self._keys.key(notebook, hand_in)) == key:
                    if notebook not in self._packed:
                        self._packed[notebook] = pack(self._assignment, notebook)
                    yield Task(key, self._packed[notebook], notebook, hand_in, self._seed, self._options)
                    break
                self.add(now, recipients.pop(0))  # the file changed since it was planned
            else:
                del self._recipients[key]
