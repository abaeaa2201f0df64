"""What is graded: three small homeworks of ours under `homework/`, and classes that hand them in."""

from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.assignment import Assignment, load

SOLUTIONS = Path(__file__).resolve().parent / "homework"
FRAMEWORKS = ("numpy", "torch", "tensorflow")
NAMES = {"numpy": "NumPy", "torch": "PyTorch", "tensorflow": "TensorFlow"}
NOTEBOOK = "network"
_MARKED = "forward_answer"
_ATTACKED = "train_answer"

# What a hostile student writes into an answer, beside it.
HOSTILE = {
    "endless loop": "while True:\n    pass",
    "fork bomb": "import os\n\nwhile True:\n    os.fork()",
    "memory hog": "hog = []\nwhile True:\n    hog.append(bytearray(b'x') * 50_000_000)",
}


def assignment(framework: str) -> Assignment:
    return load(SOLUTIONS / f"bench_{framework}")


def sign(nb: NotebookNode, student: int, attack: str | None = None) -> NotebookNode:
    """Make a notebook one student's own: graders that keep results must not know it already."""
    for cell in nb.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id") or cell.metadata.get("answer")
        if name == _MARKED:
            cell.source += f"\n\n\n# the answer of student {student}"
        if name == _ATTACKED and attack:
            cell.source += f"\n\n\n{HOSTILE[attack]}"
    return nb


def student_name(number: int) -> str:
    return f"student{number:04d}"


def write_class(submitted: Path, name: str, notebooks: Iterable[NotebookNode]) -> list[Path]:
    """Write notebooks into nbgrader's layout, `submitted/<student>/<assignment>/`; returns the students' folders."""
    folders = []
    for number, nb in enumerate(notebooks):
        folder = submitted / student_name(number) / name
        folder.mkdir(parents=True)
        nbformat.write(nb, folder / f"{NOTEBOOK}.ipynb")
        folders.append(folder)
    return folders
