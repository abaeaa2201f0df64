"""What is graded: three small homeworks of ours under `homework/`, notebooks of the course, and classes of students."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.assignment import Assignment, load
from autograder.roles import Role, points, role

SMALL = Path(__file__).resolve().parent / "homework"
COURSE = SMALL.parent.parent / "solutions"

NAMES = {"numpy": "NumPy", "torch": "PyTorch", "tensorflow": "TensorFlow"}

# What a hostile student writes into an answer, beside it.
HOSTILE = {
    "endless loop": "while True:\n    pass",
    "fork bomb": "import os\n\nwhile True:\n    os.fork()",
    "memory hog": "hog = []\nwhile True:\n    hog.append(bytearray(b'x') * 50_000_000)",
}


@dataclass(frozen=True)
class Homework:
    """One notebook that is graded.

    key: its name in the findings. title: its name in the report. framework: whose goals hold for it. folder: its
    assignment's. is_of_course: whether it is a notebook of the course, which has written answers and pictures as well.
    """

    key: str
    title: str
    framework: str
    folder: Path
    notebook: str
    is_of_course: bool

    @cached_property
    def assignment(self) -> Assignment:
        return load(self.folder)

    @property
    def name(self) -> str:
        """The assignment's name."""
        return self.folder.name

    def source(self) -> NotebookNode:
        return self.assignment.source(self.notebook)

    @property
    def checks_points(self) -> float:
        """What right answers get before a person reads the written ones."""
        return sum(points(cell) for cell in self.source().cells if role(cell) is Role.CHECK)


def _small(framework: str) -> Homework:
    return Homework(framework, NAMES[framework], framework, SMALL / f"bench_{framework}", "network", is_of_course=False)


def of_course(place: str, framework: str) -> Homework:
    """A notebook of the course; `place`: "assignment/notebook"."""
    folder, notebook = place.split("/")
    title = f"`{notebook}` ({NAMES[framework]})"
    return Homework(notebook, title, framework, COURSE / folder, notebook, is_of_course=True)


HOMEWORKS = (
    _small("numpy"),
    _small("torch"),
    _small("tensorflow"),
    of_course("hw2_backprop/layers", "numpy"),
    of_course("hw2_backprop/torch_mlp", "torch"),
    of_course("hw6_optimizers/optimizers_tensorflow", "tensorflow"),
)
BY_KEY = {homework.key: homework for homework in HOMEWORKS}
SMALL_ONES = tuple(homework for homework in HOMEWORKS if not homework.is_of_course)
# Hand-in to verdict of one submission: the first trains nothing, the second does.
SINGLE = (of_course("hw3_conv/conv_layers", "numpy"), BY_KEY["layers"])
# Compared with an older commit, as assignment/notebook.
COMPARED = ("hw2_backprop/layers", "hw2_backprop/iris_network")


def sign(nb: NotebookNode, student: int, attack: str | None = None) -> NotebookNode:
    """Make a notebook one student's own: graders that keep results must not know it already.

    attack: what the student adds to the last answer, by its name in `HOSTILE`.
    """
    answers = [cell for cell in nb.cells if role(cell) is Role.ANSWER or "answer" in cell.metadata]
    answers[0].source += f"\n\n\n# the answer of student {student}"
    if attack:
        answers[-1].source += f"\n\n\n{HOSTILE[attack]}"
    return nb


def student_name(number: int) -> str:
    return f"student{number:04d}"


def write_class(submitted: Path, homework: Homework, notebooks: Iterable[NotebookNode]) -> list[Path]:
    """Write notebooks into nbgrader's layout, `submitted/<student>/<assignment>/`; returns the students' folders."""
    folders = []
    for number, nb in enumerate(notebooks):
        folder = submitted / student_name(number) / homework.name
        folder.mkdir(parents=True)
        nbformat.write(nb, folder / f"{homework.notebook}.ipynb")
        folders.append(folder)
    return folders
