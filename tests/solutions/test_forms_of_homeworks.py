"""The reference solutions in other forms: the same notebook is graded, and modules earn all points."""

from pathlib import Path

import pytest
from nbformat import NotebookNode

from autograder.assignment import load
from autograder.grading.grade import Grader
from autograder.roles import Role, role
from autograder.submissions.forms.reading import read_submitted
from autograder.submissions.rebuild import rebuild_submission
from autograder.submissions.submission import discover_one
from helpers.forms import as_modules, as_notebook, as_script, packed
from samples.answers import handed_in

SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions"


def rebuilt(folder: Path, homework: str, notebook: str, files: dict[str, str | bytes]) -> NotebookNode:
    """What is graded of these files."""
    folder = folder / "submitted" / "anna" / homework
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    assignment = load(SOLUTIONS / homework)
    nb, repairs, problem = read_submitted(discover_one(folder, assignment).hand_in(notebook), assignment, notebook)
    return rebuild_submission(assignment, notebook, nb, problem, repairs)


def texts(nb: NotebookNode) -> list[tuple[str, str]]:
    return [(cell.cell_type, cell.source.strip("\n")) for cell in nb.cells]


@pytest.mark.parametrize("name", ["hw2_backprop/layers", "hw6_optimizers/optimizers_tensorflow"])
def test_archives_and_scripts_give_the_notebook_that_the_notebook_gives(tmp_path, name):
    homework, notebook = name.split("/")
    nb = handed_in(load(SOLUTIONS / homework), notebook)
    plain = rebuilt(tmp_path / "plain", homework, notebook, {f"{notebook}.ipynb": as_notebook(nb)})
    archive = packed({f"HW/{notebook}.ipynb": as_notebook(nb)})
    assert rebuilt(tmp_path / "zip", homework, notebook, {"HW.zip": archive}) == plain
    script = rebuilt(tmp_path / "script", homework, notebook, {f"{notebook}.py": as_script(nb)})
    assert texts(script) == texts(plain)
    assert script.metadata.autograder == plain.metadata.autograder == {"repairs": [], "problem": None}


def test_modules_named_as_the_hand_out_names_them_earn_all_points(tmp_path):
    assignment = load(SOLUTIONS / "hw2_backprop")

    def module_of(cell: str) -> str:
        return {"classifier": "softmax", "training": "digit_classification"}.get(cell.partition("_")[0], "layers")

    files = as_modules(assignment, "layers", module_of)
    assert set(files) == set(assignment.notebooks["layers"].modules)
    nb = rebuilt(tmp_path, "hw2_backprop", "layers", {"HW.zip": packed({f"HW4/{name}": files[name] for name in files})})
    assert not any("FILL_IN" in cell.source for cell in nb.cells if role(cell) is Role.ANSWER)
    with Grader(assignment) as grader:
        _, result = grader.grade(nb, "layers", student="anna", seed=1)
    assert result.score == result.max_score
    assert result.repairs == ["The answers were taken from layers.py, digit_classification.py, softmax.py."]
