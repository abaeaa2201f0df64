"""`autograder doctor`: each thing that can be missing is said, with what to do; what is there is said to be there."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from rich.console import Console
from typer.testing import CliRunner

from autograder import installed_packages
from autograder.cli import app
from autograder.doctor import Finding, Health, examine, show
from autograder.nbgrader.schema import patch_nbgrader
from helpers.sample import NAME, write_sample

ROOT = Path(__file__).parents[2]


def by_name(findings: list[Finding]) -> dict[str, Finding]:
    return {finding.name: finding for finding in findings}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with an assignment, the repository's own nbgrader_config.py, and a gradebook with one student."""
    folder = tmp_path_factory.mktemp("course")
    write_sample(folder)
    config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    (folder / "nbgrader_config.py").write_text(config, encoding="utf-8")
    patch_nbgrader()
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        gradebook.add_student("ada")
    return folder


@pytest.fixture(scope="module")
def findings(course: Path) -> dict[str, Finding]:
    return by_name(examine(course))


def test_a_machine_that_runs_these_tests_can_grade(findings):
    assert [f for f in findings.values() if f.state is Health.MISSING] == []
    for name in (
        "Python",
        "packages",
        "course folder",
        "nbgrader",
        "gradebook",
        "coursekit",
        "kernel",
        "sandbox",
        "setup cells",
    ):
        assert findings[name].state is Health.OK, findings[name]
    assert NAME in findings["course folder"].text
    assert "1 students" in findings["gradebook"].text
    assert "starts and computes" in findings["kernel"].text


def test_what_is_asked_of_other_machines_only_is_not_missed(tmp_path, monkeypatch):
    """TensorFlow has another name there: said in pyproject.toml, and in what an installed package says of itself."""
    asked = []
    for where in (installed_packages.__file__, str(tmp_path / "autograder" / "installed_packages.py")):
        monkeypatch.setattr(installed_packages, "__file__", where)
        asked.append(installed_packages.project()["optional-dependencies"]["grade"])
    for lines in asked:
        names = [line.partition(">=")[0] for line in lines]
        assert names == ["torch", "tensorflow-cpu", "tensorflow"]
        here = [name for name, line in zip(names, lines, strict=True) if installed_packages.holds_here(line)]
        assert len(here) == (1 if sys.version_info >= (3, 14) else 2) and here[0] == "torch"


def test_a_machine_that_cannot_confine_students_is_told_what_is_missing(course):
    """Here the system refuses to make namespaces, as many containers do."""
    code = (
        "from autograder.benches import system_calls; system_calls.refuse()\n"
        f"from autograder.cli import app; app(['doctor', '--course', {str(course)!r}])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "COLUMNS": "300"}, capture_output=True, text=True, cwd=ROOT
    )
    assert ended.returncode == 1, ended.stdout + ended.stderr
    line = next(line for line in ended.stdout.splitlines() if "sandbox" in line)
    assert "missing" in line and "unshare of namespaces: Operation not permitted" in line
    assert "allow user namespaces" in ended.stdout and "--sandbox none" in ended.stdout
    assert "kernel              ok" in ended.stdout


def test_whatever_is_not_ok_says_what_to_do(findings):
    assert all(finding.next_step for finding in findings.values() if finding.state is not Health.OK)


def test_looking_changes_nothing_in_the_course(course):
    before = {path: path.stat().st_mtime_ns for path in course.rglob("*") if path.is_file()}
    by_name(examine(course))
    assert {path: path.stat().st_mtime_ns for path in course.rglob("*") if path.is_file()} == before


def test_a_course_that_is_out_of_order(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    (tmp_path / "gradebook.db").write_text("not a database, but long enough to be read as one" * 20, encoding="utf-8")
    found = by_name(examine(tmp_path))
    assert found["course folder"].state is Health.WARNING
    assert found["nbgrader"].state is Health.WARNING and "would trust students' code" in found["nbgrader"].text
    assert found["gradebook"].state is Health.MISSING and "cannot be read" in found["gradebook"].text
    console = Console(width=100, no_color=True, record=True, file=open(os.devnull, "w"))  # noqa: SIM115
    console.print(show(list(found.values())))
    text = console.export_text()
    assert "Grading cannot work here: 1 missing." in text
    assert "✗" in text and "missing" in text and "→" in text


def test_gradebooks_of_another_kind_or_age(tmp_path, course):
    with sqlite3.connect(tmp_path / "gradebook.db") as book:
        book.execute("CREATE TABLE other (x)")
    book.close()
    assert "no gradebook of nbgrader's" in by_name(examine(tmp_path))["gradebook"].text
    (tmp_path / "gradebook.db").write_bytes((course / "gradebook.db").read_bytes())
    with sqlite3.connect(tmp_path / "gradebook.db") as book:
        book.execute("UPDATE alembic_version SET version_num = 'long ago'")
    book.close()
    found = by_name(examine(tmp_path))["gradebook"]
    assert found.state is Health.MISSING and "long ago" in found.text
    assert "nbgrader db upgrade" in found.next_step


def test_a_temporary_folder_with_too_long_a_path(tmp_path, course):
    deep = tmp_path / ("long" * 25)
    deep.mkdir()
    command = [sys.executable, "-m", "typer", "autograder.cli", "run", "doctor", "--course", str(course)]
    ended = subprocess.run(
        command, env={**os.environ, "TMPDIR": str(deep), "COLUMNS": "500"}, capture_output=True, text=True, cwd=ROOT
    )
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "too long for a kernel's sockets" in ended.stdout
    assert "set TMPDIR to a short path" in ended.stdout


def test_a_folder_that_is_not_there(tmp_path):
    shown = CliRunner().invoke(app, ["doctor", "--course", str(tmp_path / "nothing")])
    assert shown.exit_code == 1
    assert "is no folder" in shown.output.replace("\n", "")


def test_the_command_ends_well_where_grading_can_work(course):
    shown = CliRunner().invoke(app, ["doctor", "--course", str(course)])
    assert shown.exit_code == 0, shown.output
    assert "Grading can work here." in shown.output
