"""A student's first hour: from the files that are handed out to notebooks that run, as docs/for-students.md says it.

Clean environments, with packages from pip's index. Where PyTorch is asked for, it and all else that coursekit needs
(and nothing more) come from the environment of the tests, where pip has put them: to unpack them again takes minutes.
Without an index these tests are skipped, and `-m "not network"` leaves them out.
"""

import importlib.metadata
import os
import re
import shutil
import subprocess
import tempfile
import tomllib
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.assignment import load
from autograder.building.source import FIRST_CELL
from autograder.roles import Role, grade_id, role
from helpers.requirements import needed

pytestmark = [pytest.mark.network, pytest.mark.xdist_group("students")]

ROOT = Path(__file__).resolve().parents[2]
STUDENTS = tomllib.loads((ROOT / "coursekit" / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ASSIGNMENTS = [load(path.parent) for path in sorted(ROOT.glob("solutions/*/assignment.toml"))]
NOTEBOOKS = {(a.name, name): set(a.notebooks[name].frameworks) for a in ASSIGNMENTS for name in a.notebooks}
TORCH = [name for name, frameworks in NOTEBOOKS.items() if "torch" in frameworks]
NUMPY = [name for name, frameworks in NOTEBOOKS.items() if frameworks == {"numpy"}]
PIP = ["-m", "pip"]


@pytest.fixture(scope="module", autouse=True)
def quick_pip():
    """pip as everywhere, but quiet about itself, and without translating thousands of modules that nobody imports."""
    with pytest.MonkeyPatch.context() as patch:
        for setting, value in {"DISABLE_PIP_VERSION_CHECK": "1", "NO_INPUT": "1", "COMPILE": "0"}.items():
            patch.setenv(f"PIP_{setting}", value)
        yield


def bare(folder: Path) -> Path:
    """A new environment with nothing in it but pip; its Python. Skips where pip reaches no index."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    asked = subprocess.run([python, *PIP, "index", "versions", "ipykernel"], capture_output=True, text=True)
    if asked.returncode:
        pytest.skip(f"pip reaches no package index from here: {asked.stderr.strip().splitlines()[-1]}")
    return python


def lend(requirements: list[str], python: Path) -> None:
    """Put our own copies of what these requirements bring in where pip would install them for that Python."""
    asked = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    there = Path(subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip())
    for package in sorted(needed(requirements)):
        for name in importlib.metadata.files(package):
            if name.parts[0] == "..":  # commands
                continue
            (there / name).parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(name.locate(), there / name)
            except OSError:  # on another disk
                shutil.copy(name.locate(), there / name)


@pytest.fixture(scope="module")
def instructor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what `make wheel` reads, and an environment with nothing in it."""
    folder = tmp_path_factory.mktemp("instructor")
    for name in ("coursekit", "Makefile", "LICENSE"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    bare(folder / ".venv")
    (folder / ".venv" / "made").touch()
    return folder


@pytest.fixture(scope="module")
def wheel(instructor: Path) -> Path:
    """The students' package, made without the grader's environment."""
    made = subprocess.run(["make", "wheel"], cwd=instructor, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    return next((instructor / "dist").iterdir())


def release(assignment: str, notebook: str) -> NotebookNode:
    return next(a for a in ASSIGNMENTS if a.name == assignment).release(notebook)


def setup_cells(*names: tuple[str, str]) -> NotebookNode:
    """The setup cells of these notebooks, and the text between them, as handed out: one notebook after the other."""
    notebooks = [release(*name) for name in names]
    for nb in notebooks:
        first = next(cell for cell in nb.cells if cell.cell_type == "code")
        assert grade_id(first) == FIRST_CELL
    whole = notebooks[0]
    whole.cells = [cell for nb in notebooks for cell in nb.cells if role(cell) in (Role.TEXT, Role.SETUP)]
    return whole


def run(nb: NotebookNode, python: Path, folder: Path) -> NotebookNode:
    """Run a notebook in `folder`, with that Python's kernel, as Jupyter would."""
    with tempfile.TemporaryDirectory(prefix="k") as sockets:  # a busy machine may hand a free port to somebody else
        manager = AsyncKernelManager(transport="ipc", ip=f"{sockets}/s")
        manager.kernel_spec.argv = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        client = NotebookClient(
            nb, km=manager, timeout=600, startup_timeout=300, resources={"metadata": {"path": str(folder)}}
        )
        return client.execute(cleanup_kc=True)


def first_line_of_advice(nb: NotebookNode, python: Path, folder: Path) -> str:
    """What the first cell says where something is missing: one message, without a traceback; its install line."""
    with pytest.raises(CellExecutionError) as fault:
        run(nb, python, folder)
    assert nb.cells[-1].get("execution_count") is None  # it ended with the first cell
    output = next(cell for cell in nb.cells if cell.cell_type == "code").outputs[-1]
    assert output.ename == "ModuleNotFoundError" and "Traceback" not in "".join(output.traceback)
    assert "This notebook needs the package" in str(fault.value)
    return re.search(r"^ +(%pip install .+)$", output.evalue, re.MULTILINE)[1]


def test_the_students_package_is_coursekit_and_nothing_else(wheel):
    tracked = subprocess.run(["git", "ls-files", "coursekit"], cwd=ROOT, capture_output=True, text=True)
    files = {str(path.relative_to(ROOT)) for path in (ROOT / "coursekit").rglob("*.py")}
    expected = set(tracked.stdout.split()) or files
    with ZipFile(wheel) as file:
        names = {name for name in file.namelist() if ".dist-info/" not in name}
        entry_points = [name for name in file.namelist() if name.endswith("entry_points.txt")]
    assert names == expected - {"coursekit/pyproject.toml"}
    assert entry_points == []  # no command that would end in a traceback
    assert {a.package.rpartition("/")[2] for a in ASSIGNMENTS} == {wheel.name}, "solutions/course.toml names another"


def test_from_a_lone_notebook_to_one_that_runs(instructor, wheel, tmp_path):
    """Someone's Jupyter without our package: the first cell says what to do, and that is all there is to do."""
    python = instructor / ".venv" / "bin" / "python"
    subprocess.run([python, *PIP, "install", "-q", "ipykernel"], check=True)
    line = first_line_of_advice(setup_cells(NUMPY[0]), python, tmp_path)
    shutil.copy(wheel, tmp_path)
    nb = setup_cells(NUMPY[0])
    nb.cells.insert(0, new_code_cell(line))  # "run this line in a new cell, then this cell again"
    run(nb, python, tmp_path)
    run(setup_cells(*NUMPY[1:]), python, tmp_path)
    assert "[torch]" in first_line_of_advice(setup_cells(TORCH[0]), python, tmp_path)

    # Colab forgets what was installed; there the cell does it by itself.
    subprocess.run([python, *PIP, "uninstall", "-q", "-y", "deep-learning-by-hand"], check=True)
    nb = setup_cells(NUMPY[0])
    nb.cells.insert(
        0, new_code_cell("import sys, types\nsys.modules['google.colab'] = types.ModuleType('google.colab')")
    )
    run(nb, python, tmp_path)


def test_the_documents_lines_give_pytorch_and_jupyter(wheel, tmp_path):
    text = (ROOT / "docs" / "for-students.md").read_text(encoding="utf-8")
    lines = next(block for block in re.findall(r"```\n(.*?)```", text, re.DOTALL) if "venv" in block).splitlines()
    make, install, start = lines
    assert (make, start) == ("python3 -m venv .venv", ".venv/bin/jupyter lab")
    shutil.copy(wheel, tmp_path)
    python = bare(tmp_path / ".venv")  # the first line, with this Python
    lend(STUDENTS["dependencies"] + STUDENTS["optional-dependencies"]["torch"], python)
    done = subprocess.run(install, shell=True, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    run(setup_cells(*TORCH), python, tmp_path)
    started = subprocess.run([tmp_path / ".venv/bin/jupyter", "lab", "--version"], capture_output=True, text=True)
    assert started.returncode == 0, started.stderr


def test_the_extra_for_tensorflow_can_be_had(instructor, wheel):
    """Resolved by uv, which reads only what the packages say about themselves: installing it takes 2 GB."""
    python = instructor / ".venv" / "bin" / "python"
    subprocess.run([python, *PIP, "install", "-q", "uv"], check=True)
    asked = f"deep-learning-by-hand[tensorflow] @ {wheel.as_uri()}"
    command = [python, "-m", "uv", "pip", "compile", "--no-config", "-"]
    found = subprocess.run(command, input=asked, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    assert re.search(r"^tensorflow==", found.stdout, re.MULTILINE)
