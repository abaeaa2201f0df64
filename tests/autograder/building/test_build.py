"""The build: real kernels, nbgrader's own conversion, and files compared byte for byte."""

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from rich.console import Console

from autograder.building.build import build, build_all
from autograder.building.lint import leaks
from autograder.building.source import read_source
from helpers.sample import SETTINGS, SOURCE, write_sample

ROOT = Path(__file__).parents[3]
PICTURE = r"""
# %% nbgrader={"grade_id": "double_picture"}
from matplotlib.figure import Figure

from coursekit.pictures import Picture

figure = Figure(figsize=(3, 2))
figure.subplots().plot(double(np.arange(5.0)), label="doubled")
print({"one", "two", "three", "four"})
print("half way", end="\r")
print("done")
Picture(figure, alt="A line that rises from 0 to 8.")
"""


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def with_source(course, text, settings=SETTINGS):
    folder = write_sample(course)
    (folder / "doubling.py").write_text(text, encoding="utf-8")
    (folder / "assignment.toml").write_text(settings, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def built_once(tmp_path_factory):
    """A course that has been built, with a picture in it; tests work on copies."""
    course = tmp_path_factory.mktemp("course")
    with_source(course, SOURCE + PICTURE)
    assert build_all(course / "solutions", course / "notebooks") == []
    return course


@pytest.fixture
def course(built_once, tmp_path):
    return Path(shutil.copytree(built_once, tmp_path / "course"))


def check(course):
    """What `build --check` says, which changes nothing."""
    before = contents(course)
    problems = build_all(course / "solutions", course / "notebooks", check=True)
    assert contents(course) == before
    return problems


def test_the_build_writes_an_executed_solution_and_a_clean_release(course):
    assert sorted(contents(course)) == [
        "notebooks/hw0_sample/doubling.ipynb",
        "solutions/hw0_sample/assignment.toml",
        "solutions/hw0_sample/doubling.ipynb",
        "solutions/hw0_sample/doubling.py",
    ]
    solution = nbformat.read(course / "solutions/hw0_sample/doubling.ipynb", as_version=4)
    release = nbformat.read(course / "notebooks/hw0_sample/doubling.ipynb", as_version=4)
    for notebook in (solution, release):
        nbformat.validate(notebook)
    outputs = {cell.id: cell.outputs for cell in solution.cells if cell.cell_type == "code"}
    assert outputs["double-experiment"][0].text == "[0. 2. 4.]\n"
    assert outputs["double-picture"][0].text.endswith("}\ndone\n")
    assert outputs["double-picture"][1].metadata["image/png"]["alt"] == "A line that rises from 0 to 8."
    assert not any(cell.get("outputs") for cell in release.cells)
    text = (course / "notebooks/hw0_sample/doubling.ipynb").read_text()
    assert "FILL_IN" in text
    for secret in ("x + x\\n", "reference.double", "derivative", "BEGIN"):
        assert secret not in text


@pytest.mark.usefixtures("nothing_left_running")
def test_building_again_changes_no_byte_not_even_of_a_picture(course):
    before = contents(course)
    shutil.rmtree(course / "notebooks")
    (course / "solutions/hw0_sample/doubling.ipynb").unlink()
    assert build_all(course / "solutions", course / "notebooks") == []
    assert contents(course) == before


def generate_assignment(course):
    """Run nbgrader's own command with the repository's configuration, as in an activated environment."""
    shutil.copy(ROOT / "nbgrader_config.py", course)
    tools = str(Path(sys.executable).parent)
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": tools + os.pathsep + os.environ["PATH"]}
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", "hw0_sample"]
    return subprocess.run(command, cwd=course, env=env, capture_output=True, text=True, timeout=300)


def test_nbgraders_own_command_writes_the_same_bytes(course):
    before = contents(course / "notebooks")
    (course / "notebooks/hw0_sample/doubling.ipynb").write_text("edited")
    # What the executed solution says must not matter: the source is what is released.
    solution = course / "solutions/hw0_sample/doubling.ipynb"
    solution.write_text(solution.read_text().replace("Twice as much of everything", "An edited notebook"))
    run = generate_assignment(course)
    assert run.returncode == 0, run.stderr
    assert contents(course / "notebooks") == before


def test_nbgraders_own_command_says_what_is_wrong_with_a_source(course):
    (course / "solutions/hw0_sample/doubling.py").write_text(SOURCE.replace('"points": 3', '"points": 0'))
    run = generate_assignment(course)
    assert run.returncode != 0
    assert "cell 'double_hidden': points are 0; write a number above 0" in run.stderr


def test_check_passes_what_was_built(course):
    assert check(course) == []


def test_check_catches_an_edited_release(course):
    path = course / "notebooks/hw0_sample/doubling.ipynb"
    path.write_text(path.read_text().replace("Twice as much", "Thrice as much"))
    assert check(course) == [
        "notebooks/hw0_sample/doubling.ipynb: not what its source gives; run `make build` and commit what it writes"
    ]


def test_check_catches_an_edited_source(course):
    path = course / "solutions/hw0_sample/doubling.py"
    path.write_text(path.read_text().replace("Twice as much of", "Thrice as much of"))
    assert [problem.split(": ")[:2] for problem in check(course)] == [
        [
            "solutions/hw0_sample/doubling.ipynb",
            "its cells are not those of doubling.py; run `make build` and commit what it writes",
        ],
        [
            "notebooks/hw0_sample/doubling.ipynb",
            "not what its source gives; run `make build` and commit what it writes",
        ],
    ]


def test_check_catches_a_missing_file(course):
    (course / "notebooks/hw0_sample/doubling.ipynb").unlink()
    (course / "solutions/hw0_sample/doubling.ipynb").unlink()
    assert [problem.split(";")[0] for problem in check(course)] == [
        "solutions/hw0_sample/doubling.ipynb: missing",
        "notebooks/hw0_sample/doubling.ipynb: missing",
    ]


def test_an_extra_file_is_caught_and_never_deleted(course):
    extra = course / "notebooks/hw0_sample/doubling.py"
    extra.write_text(SOURCE)
    stranger = course / "notebooks/hw9_other/x.ipynb"
    stranger.parent.mkdir()
    stranger.write_text("{}")
    expected = [
        f"{course}/notebooks/hw9_other: belongs to no assignment; delete it",
        "notebooks/hw0_sample/doubling.py: not part of the release; move it away",
    ]
    assert check(course) == expected
    assert build_all(course / "solutions", course / "notebooks", reuse=True) == expected
    assert extra.exists()


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda text: text.replace("Twice as much of", "Thrice as much of"), "its cells are not those of doubling.py"),
        (lambda text: text.replace('"A line that rises from 0 to 8."', '""'), "a figure (image/png) without alt text"),
        (lambda text: text.replace('"execution_count": 2', '"execution_count": 7'), "not every cell was run, in order"),
        (
            lambda text: text.replace("[0. 2. 4.]", "<object at 0x7f8a9c001d30>"),
            "shows an object's address (0x7f8a9c001d30)",
        ),
        (lambda text: json.dumps(json.loads(text)), "not written by the build"),
        (lambda text: text[:100], "not a notebook"),
        (lambda text: "[]", "not a notebook"),
    ],
)
def test_check_catches_a_damaged_solution(course, damage, message):
    path = course / "solutions/hw0_sample/doubling.ipynb"
    assert path.read_text() != damage(path.read_text())
    path.write_text(damage(path.read_text()))
    (problem,) = check(course)
    assert message in problem


def test_reuse_keeps_outputs_until_the_source_changes(course):
    solution = course / "solutions/hw0_sample/doubling.ipynb"
    solution.write_text(solution.read_text().replace("[0. 2. 4.]", "[0. 2. 4. 6.]"))
    args = course / "solutions/hw0_sample", course / "notebooks"
    assert build(*args, reuse=True) == []
    assert "[0. 2. 4. 6.]" in solution.read_text()
    assert build(*args) == []
    assert "[0. 2. 4.]" in solution.read_text()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param(
            "print(doubled)",
            "1 / 0",
            "cell 'double_experiment': raised ZeroDivisionError: division by zero; mend the source",
            id="error",
        ),
        pytest.param(
            "[2.0, -4.0, 1.0]", "[2.0, -4.0, 1.5]", "cell 'double_public': raised CheckFailed: double(x)", id="check"
        ),
        pytest.param(
            "# %% [markdown] nb",
            '# %% nbgrader={"grade_id": "double_more", "solution": true}\n'
            "### BEGIN SOLUTION\nmore = doubled\n### END SOLUTION\n\n# %% [markdown] nb",
            "cell 'double_more': needs `doubled`, which only the experiment 'double_experiment' defines, but the",
            id="reference needs an experiment",
        ),
        pytest.param(
            "import numpy as np\n\n",
            "import numpy as np\n\ndef start():\n    return double(np.ones(2))\n\nstarted = start()\n\n",
            "cell 'setup_imports': raised NameError: name 'double' is not defined when setup and answers ran without",
            id="setup needs an answer inside a function",
        ),
        pytest.param(
            "print(doubled)",
            "from time import sleep\n\nsleep(60)",
            "cell 'double_experiment': runs longer than 3 s; make it faster, or raise cell_seconds",
            id="too slow",
        ),
        pytest.param(
            "print(doubled)", "import os\n\nos._exit(0)", "cell 'double_experiment': the kernel died", id="died"
        ),
        pytest.param(
            "print(doubled)",
            "import warnings\n\nwarnings.warn('deprecated')",
            "cell 'double_experiment': writes to stderr (",
            id="stderr",
        ),
        pytest.param("print(doubled)", "print(object())", "shows an object's address (0x", id="address"),
        pytest.param("print(doubled)", "print('took 3.2 s')", "shows a measured time (3.2 s)", id="time"),
        pytest.param(
            "print(doubled)", "import os\n\nprint(os.getcwd() + '/x')", "shows a path of this machine (", id="path"
        ),
        pytest.param(
            "print(doubled)",
            'display({"image/png": "iVBORw0KGgo="}, raw=True)',
            "cell 'double_experiment': its output is a figure (image/png) without alt text",
            id="figure",
        ),
        pytest.param(
            "print(doubled)",
            "from IPython.display import HTML\n\nHTML('<img src=\"two.png\">')",
            'its HTML output has a figure without alt text (<img src="two.png">)',
            id="html figure",
        ),
    ],
)
def test_what_does_not_run_or_shows_too_much_is_refused_and_nothing_is_written(tmp_path, old, new, message):
    assert old in SOURCE
    settings = SETTINGS.replace("[notebooks.doubling]", "[limits]\ncell_seconds = 3\n\n[notebooks.doubling]", 1)
    folder = with_source(tmp_path, SOURCE.replace(old, new, 1), settings)
    before = contents(tmp_path)
    (problem,) = build(folder, tmp_path / "notebooks")
    assert message in problem
    assert problem.startswith("solutions/hw0_sample/doubling.py:")
    assert contents(tmp_path) == before


def test_a_wrong_source_is_refused_before_anything_runs(tmp_path):
    folder = with_source(tmp_path, SOURCE.replace('"points": 3', '"points": 0'))
    asked = []
    problems = build(folder, tmp_path / "notebooks", report=lambda *args: asked.append(args))
    assert len(problems) == 1 and not asked


def test_declared_files_are_handed_out(course):
    (course / "solutions/hw0_sample/assignment.toml").write_text('files = ["template.txt"]\n' + SETTINGS)
    (course / "solutions/hw0_sample/template.txt").write_text("Name:\n")
    assert build_all(course / "solutions", course / "notebooks", reuse=True) == []
    assert (course / "notebooks/hw0_sample/template.txt").read_text() == "Name:\n"
    assert check(course) == []


def test_leaks_finds_solutions_wherever_they_stand(course):
    source = read_source(course / "solutions/hw0_sample/doubling.py")
    release = nbformat.read(course / "notebooks/hw0_sample/doubling.ipynb", as_version=4)
    assert leaks(release, source) == []
    hidden = source.cells[4].source.split("\n")
    release.cells[5].metadata["note"] = "\n".join(hidden[2:-1])
    assert leaks(release, source) == ["double_hidden"]


def test_names_choose_assignments_and_progress_is_shown(course):
    console = Console(record=True, width=200, file=io.StringIO())
    solutions, notebooks = course / "solutions", course / "notebooks"
    assert build_all(solutions, notebooks, names=["hw0_sample"], reuse=True, console=console) == []
    assert "hw0_sample: built" in console.export_text()
    (problem,) = build_all(solutions, notebooks, names=["hw1"])
    assert problem == f"{solutions}: no assignment 'hw1'; there are hw0_sample"


def test_progress_counts_the_cells(tmp_path):
    seen = []
    assert build(write_sample(tmp_path), tmp_path / "notebooks", report=lambda *args: seen.append(args)) == []
    assert seen[0] == ("doubling", 0, 7)  # setup and answer for the reference, then all five code cells
    assert seen[-1] == ("doubling", 7, 7)
    assert [done for _, done, _ in seen] == sorted(done for _, done, _ in seen)
