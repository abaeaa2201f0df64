"""The environment is said once (two pyproject.toml) and repeated in three places; here they are held together."""

import ast
import importlib.metadata
import re
import shutil
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import nbformat
import pytest
import yaml
from nbformat.v4 import new_code_cell, new_notebook, new_output
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from typer.main import get_command

from autograder.cli import app
from helpers import lots, outputs
from helpers.requirements import needed

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
STUDENTS = tomllib.loads((ROOT / "coursekit" / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OURS = {STUDENTS["name"], PROJECT["name"]}
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))

# Where CI runs: what pip installs there, whatever this test runs on.
CI = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "python_version": "3.11"}
CI |= {"python_full_version": "3.11.9", "implementation_name": "cpython", "platform_machine": "x86_64"}
CI |= {"platform_python_implementation": "CPython"}


def declared(extras: list[str], project: dict = PROJECT) -> list[str]:
    """What a package asks for; the grader also asks for all that the students' package does."""
    students = [] if project is STUDENTS else STUDENTS["dependencies"]
    own = [line for line in project["dependencies"] if Requirement(line).name not in OURS]
    return students + own + [line for extra in extras for line in project["optional-dependencies"][extra]]


def bounds(lines: list[str]) -> dict[str, SpecifierSet]:
    requirements = [Requirement(line) for line in lines]
    return {canonicalize_name(requirement.name): requirement.specifier for requirement in requirements}


def disagreements(conda: dict) -> list[str]:
    """Packages and bounds that only one of pyproject.toml and environment.yml has."""
    wanted = bounds(declared([*PROJECT["optional-dependencies"]])) | {
        "python": SpecifierSet(PROJECT["requires-python"])
    }
    lines = [line for line in conda["dependencies"] if isinstance(line, str) and line != "pip"]
    by_pip = [line for entry in conda["dependencies"] if isinstance(entry, dict) for line in entry["pip"]]
    found = bounds(lines + [line for line in by_pip if not line.startswith("-e")])
    names = sorted(wanted.keys() | found.keys())
    return [f"{name}: {wanted.get(name)} / {found.get(name)}" for name in names if wanted.get(name) != found.get(name)]


def test_environment_yml_agrees_with_pyproject():
    assert disagreements(CONDA) == []


def test_the_two_packages_agree():
    """Where both ask for something the bounds are the same, and the grader asks for the students' package as it is."""
    students, grader = bounds(STUDENTS["dependencies"]), bounds(PROJECT["dependencies"] + declared(["grade"]))
    for extra in ("torch", "tensorflow"):
        students |= bounds(STUDENTS["optional-dependencies"][extra])
    assert grader["tensorflow-cpu"] == grader["tensorflow"]  # one of them, whichever the machine can have
    assert {name: grader[name] for name in students} == students
    assert f"{STUDENTS['name']}=={STUDENTS['version']}" in PROJECT["dependencies"]
    assert STUDENTS["version"] == PROJECT["version"] and STUDENTS["requires-python"] == PROJECT["requires-python"]


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: [line for line in lines if line != "numpy>=1.26"],
        lambda lines: [*lines, "jax>=0.4"],
        lambda lines: ["numpy>=1.25" if line == "numpy>=1.26" else line for line in lines],
        lambda lines: ["python>=3.10" if line == "python>=3.11" else line for line in lines],
    ],
)
def test_a_disagreement_is_found(change):
    assert len(disagreements({"dependencies": change(CONDA["dependencies"])})) == 1


# --- constraints.txt ---


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pairs}


def test_every_package_is_pinned_within_its_bounds():
    everything = declared(["grade", "cluster", "test"])
    pinned = pins()
    assert sorted(needed(everything, CI) - pinned.keys()) == []
    there = [line for line in everything if not (marker := Requirement(line).marker) or marker.evaluate(CI)]
    outside = {name: str(bound) for name, bound in bounds(there).items() if pinned[name] not in bound}
    assert outside == {}


def test_nothing_is_pinned_that_nobody_needs():
    assert sorted(pins().keys() - needed(declared(["grade", "cluster", "test"]), CI)) == []


def test_every_pin_runs_on_the_oldest_python_that_is_promised():
    """Debian 12 has Python 3.11.2, and some packages ask for a later 3.11."""
    oldest = min(spec.version for spec in SpecifierSet(PROJECT["requires-python"])) + ".0"
    asked = {d.metadata["Name"]: d.metadata.get("Requires-Python") for d in importlib.metadata.distributions()}
    asked = {canonicalize_name(name): bound for name, bound in asked.items() if bound}
    assert {name: asked[name] for name in pins() if name in asked and oldest not in SpecifierSet(asked[name])} == {}


# --- what the packages import ---


def imported(folder: Path) -> set[str]:
    """Top-level packages that a folder's modules import, but for Python's own and ours."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in folder.rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in nodes if isinstance(node, ast.ImportFrom) and not node.level]
    return {name.split(".")[0] for name in names} - set(sys.stdlib_module_names) - {"autograder", "coursekit"}


@pytest.mark.parametrize(
    ("folder", "requirements", "there"),
    [
        # IPython is asked for only inside a notebook, where it is; frameworks only by notebooks that use them; the
        # others only for BLEU, or to read their files.
        ("coursekit", declared([], STUDENTS), {"IPython", "h5py", "nltk", "torch", "keras", "tensorflow"}),
        ("autograder", PROJECT["dependencies"] + PROJECT["optional-dependencies"]["cluster"], set()),
    ],
    ids=["coursekit", "autograder"],
)
def test_imports_are_declared(folder, requirements, there):
    known = bounds(requirements).keys()
    brought = importlib.metadata.packages_distributions()
    undeclared = {
        name
        for name in imported(ROOT / folder) - there
        if not known & {canonicalize_name(d) for d in brought.get(name, [])}
    }
    assert sorted(undeclared) == [], f"{folder} imports these, and pyproject.toml does not ask for them"


# --- nbval looks at outputs ---


def make_nbval(course: Path, target: str = "nbval", **printed: str) -> subprocess.CompletedProcess:
    """`make nbval` for notebooks that write a file and print 2, and say that they printed `printed`."""
    folder = course / "solutions" / "hw"
    folder.mkdir(parents=True, exist_ok=True)
    for name in (
        "Makefile",
        "pyproject.toml",
        "tests/helpers/nbval_conftest.py",
        *(f"tests/helpers/{name}.py" for name in ("outputs", "lots")),
    ):
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, course / name)
    for name, text in printed.items():
        cell = new_code_cell(f"print(open('{name}.csv', 'w').write('Id'))", execution_count=1)
        cell.outputs = [new_output("stream", name="stdout", text=text)]
        metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        nbformat.write(new_notebook(cells=[cell], metadata=metadata), folder / f"{name}.ipynb")
    # This very environment: `-o` has make take it for finished, however old its mark is.
    command = ["make", target, f"VENV={sys.prefix}", "-o", f"{sys.prefix}/for-testing"]
    return subprocess.run(command, cwd=course, capture_output=True, text=True, check=False)


@pytest.mark.skipif(not shutil.which("make"), reason="there is no make")
def test_nbval_passes_right_outputs_and_leaves_nothing_beside_the_notebooks(tmp_path):
    """A notebook may write a file for students to hand in; beside its source, that file would be released."""
    done = make_nbval(tmp_path, one="2\n", two="2\n")
    assert done.returncode == 0, done.stdout + done.stderr
    left = {path.name for path in (tmp_path / "solutions").rglob("*") if path.is_file()}
    assert left == {"one.ipynb", "two.ipynb"}
    assert (tmp_path / "build" / "nbval" / "hw" / "one.csv").is_file()
    assert outputs.recorded(tmp_path) == outputs.contents(tmp_path)
    script = [sys.executable, "-m", "helpers.outputs", "--all"]  # as CI asks, whatever is recorded
    named = subprocess.run(script, cwd=tmp_path / "tests", capture_output=True, text=True, check=True).stdout
    assert named.split() == ["hw/two.ipynb", "hw/one.ipynb"]


@pytest.mark.skipif(not shutil.which("make"), reason="there is no make")
def test_nbval_fails_another_output_and_records_nothing(tmp_path):
    done = make_nbval(tmp_path, right="2\n", wrong="1\n")
    assert done.returncode != 0
    assert "Cell outputs differ" in done.stdout
    assert "1 failed, 1 passed" in done.stdout
    assert outputs.recorded(tmp_path) == {}


@pytest.mark.skipif(not shutil.which("make"), reason="there is no make")
def test_outputs_that_changed_since_the_record_are_compared(tmp_path):
    done = make_nbval(tmp_path, "outputs", right="2\n", wrong="1\n")
    assert "1 failed, 1 passed" in done.stdout
    assert outputs.recorded(tmp_path) == {}


def test_what_has_changed_is_compared_and_an_eighth_of_the_rest_by_lot(tmp_path):
    (tmp_path / "coursekit").mkdir()
    module = tmp_path / "coursekit" / "check.py"
    module.write_text("one = 1")
    (tmp_path / "solutions" / "hw").mkdir(parents=True)
    for number in range(30):
        (tmp_path / "solutions" / "hw" / f"n{number:02}.ipynb").write_text(str(number))
    outputs.record(tmp_path, outputs.contents(tmp_path), date(2026, 11, 28))
    now, known = outputs.contents(tmp_path), outputs.recorded(tmp_path)
    assert now == known
    taken = [set(lots.chosen(now, known, seed)) for seed in range(40)]
    assert set().union(*taken) == now.keys()
    assert 80 < sum(map(len, taken)) < 250
    assert all(len(lots.chosen({"hw/n00": "a"}, {"hw/n00": "a"}, seed)) == 1 for seed in range(20))
    (tmp_path / "solutions" / "hw" / "n07.ipynb").write_text("other")
    edited = outputs.contents(tmp_path)
    assert {name for name in now if now[name] != edited[name]} == {"hw/n07"}
    assert all("hw/n07" in lots.chosen(edited, known, seed) for seed in range(40))
    module.write_text("one = 2")
    assert lots.chosen(outputs.contents(tmp_path), known, 1) == sorted(now)
    (tmp_path / "constraints.txt").write_text("numpy==1")
    assert len({**now}.items() & outputs.contents(tmp_path).items()) == 0


def test_every_cell_of_the_solutions_has_been_run():
    """nbval compares no outputs of a cell without a number."""
    notebooks = sorted((ROOT / "solutions").glob("*/*.ipynb"))
    assert notebooks
    for path in notebooks:
        cells = nbformat.read(path, as_version=4).cells
        unrun = [cell.id for cell in cells if cell.cell_type == "code" and not cell.execution_count]
        assert unrun == [], f"{path.name}: run `make build`"


# --- what the documents promise ---

DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_documents_name_only_what_is_there(path):
    text = path.read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    commands = set(get_command(app).commands)
    assert set(re.findall(r"\bmake ([a-z-]+)`", text)) <= targets
    assert set(re.findall(r"`autograder ([a-z]+)", text)) <= commands
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if not link.startswith("http")]
    assert [link for link in links if not (path.parent / link).exists()] == []
