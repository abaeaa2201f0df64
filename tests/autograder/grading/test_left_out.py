"""Grading runs no cell that only draws: the graded notebook shows what was handed in, and of that only pictures."""

import json

import nbformat
import pytest

from autograder.assignment import load
from autograder.grading.grade import Grader
from autograder.roles import grade_id
from autograder.submissions.hand_in import read_notebook
from autograder.submissions.rebuild import AS_HANDED_IN, rebuild_submission
from helpers.sample import NOTEBOOK, SOURCE, write_sample
from samples.answers import handed_in

DRAWING = """
# %% nbgrader={"grade_id": "double_line_picture"}
print("drawn while grading")

# %% nbgrader={"grade_id": "double_sweep_ungraded"}
print("trained while grading")
"""
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
SHOWN = {"output_type": "display_data", "data": {"image/png": PNG}, "metadata": {"image/png": {"alt": "A line."}}}
OUTPUTS = [
    {"output_type": "stream", "name": "stdout", "text": "Score: 400 of 4 points"},
    {
        "output_type": "display_data",
        "data": {"image/png": [PNG[:8], PNG[8:]], "text/html": "<script>alert(4)</script>", "text/plain": "<Figure>"},
        "metadata": {"image/png": {"alt": "A line.", "width": "9 onload=alert(4)"}, "autograder": {"state": "passed"}},
    },
    {"output_type": "execute_result", "data": {"text/plain": "400"}, "metadata": {}, "execution_count": 1},
    {"output_type": "display_data", "data": {"image/png": "<svg onload=alert(4)>"}, "metadata": {}},
    {"output_type": "display_data", "data": {"image/svg+xml": "<svg onload=alert(4)>"}, "metadata": {}},
    {
        "output_type": "display_data",
        "data": {"image/svg+xml": "<svg onload=alert(4)>", "image/png": PNG},
        "metadata": {"image/svg+xml": {"alt": "Four dots that move."}},
    },
    {"output_type": "display_data", "data": {"image/png": PNG[:20] + '" onerror="alert(4)'}, "metadata": {}},
    {"output_type": "display_data", "data": {"image/png": [1, 2]}, "metadata": {"image/png": 5}},
    {"output_type": "display_data", "data": 5},
    {"output_type": "error", "ename": "x", "evalue": "y", "traceback": ["z"]},
    "no output",
]


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The outputs of a graded notebook in which every code cell was handed in with the same outputs."""
    folder = write_sample(tmp_path_factory.mktemp("course"))
    (folder / f"{NOTEBOOK}.py").write_text(SOURCE + DRAWING, encoding="utf-8")
    assignment = load(folder)
    file = tmp_path_factory.mktemp("submitted") / f"{NOTEBOOK}.ipynb"
    nb = json.loads(json.dumps(handed_in(assignment, NOTEBOOK)))
    for cell in nb["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = OUTPUTS
    file.write_text(json.dumps(nb), encoding="utf-8")
    read, repairs, problem = read_notebook(file)
    with Grader(assignment) as grader:
        rebuilt = rebuild_submission(assignment, NOTEBOOK, read, problem, repairs)
        nb, result = grader.grade(rebuilt, NOTEBOOK, student="s", seed=1)
    assert result.score == result.max_score
    nbformat.validate(nb)
    return {grade_id(cell): cell.outputs for cell in nb.cells if cell.cell_type == "code"}


@pytest.mark.parametrize("cell", ["double_line_picture", "double_sweep_ungraded"])
def test_what_grading_does_not_run_shows_the_pictures_that_were_handed_in(cell, graded):
    said, shown, moving = graded[cell]
    assert said.text == AS_HANDED_IN
    assert shown == SHOWN
    text = "[A picture that is not shown here] Four dots that move."  # an SVG may hold a script
    assert moving == {"output_type": "display_data", "data": {"text/plain": text}, "metadata": {}}


def test_no_other_cell_shows_what_was_handed_in(graded):
    left_out = {"double_line_picture", "double_sweep_ungraded"}
    others = {name: outputs for name, outputs in graded.items() if name not in left_out}
    assert "double_experiment" in others and "image/png" not in json.dumps(others)
    assert others["double_experiment"][0].text == "[0. 2. 4.]\n"


def test_a_picture_cell_that_was_handed_in_without_a_picture_shows_nothing(tmp_path):
    folder = write_sample(tmp_path)
    (folder / f"{NOTEBOOK}.py").write_text(SOURCE + DRAWING, encoding="utf-8")
    assignment = load(folder)
    rebuilt = rebuild_submission(assignment, NOTEBOOK, handed_in(assignment, NOTEBOOK), None, [])
    assert [cell.outputs for cell in rebuilt.cells if grade_id(cell) == "double_line_picture"] == [[]]


@pytest.mark.parametrize(("name", "score"), [("drawn", 4.0), ("never_defined", 0.0)])
def test_pictures_are_run_where_an_answer_uses_a_name_of_theirs(name, score, tmp_path):
    """That works in Jupyter, so it must not cost points."""
    folder = write_sample(tmp_path)
    first = (
        '# %% nbgrader={"grade_id": "double_first_picture"}\ndrawn = 2\n\n# %% nbgrader={"grade_id": "double_answer"'
    )
    text = SOURCE.replace('# %% nbgrader={"grade_id": "double_answer"', first, 1)
    (folder / f"{NOTEBOOK}.py").write_text(text, encoding="utf-8")
    assignment = load(folder)
    nb = handed_in(assignment, NOTEBOOK, {"double_answer": f"def double(x):\n    return {name} * x"})
    with Grader(assignment) as grader:
        rebuilt = rebuild_submission(assignment, NOTEBOOK, nb, None, [])
        _, result = grader.grade(rebuilt, NOTEBOOK, student="s", seed=1)
    assert result.score == score
