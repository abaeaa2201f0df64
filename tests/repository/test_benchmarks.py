"""`make bench`: its meter, its report, and the homework that it gives to other graders. Nothing is timed here."""

import json
import os
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import psutil
import pytest

from autograder.cell_code import without_magics
from autograder.roles import Role, role
from benchmarks import figures, meter, report, steps
from benchmarks.graders import Grader, Place
from benchmarks.homework import FRAMEWORKS, HOSTILE, NOTEBOOK, assignment, sign, student_name, write_class
from benchmarks.meter import CommandFailed, Usage, measure
from benchmarks.same_process import nbgrader_source, otter_hand_in, otter_tests
from samples.answers import handed_in

# --- the meter ---


@pytest.fixture(params=["counted", "sampled"])
def run(request, tmp_path, monkeypatch):
    """Measures Python code; where the system counts processor time, and where it doesn't."""
    if request.param == "sampled":
        monkeypatch.setattr(meter.psutil, "disk_partitions", lambda all: [])
    elif not meter.is_exact():
        pytest.skip("this system gives no control group")

    def of(code: str, **options):
        command = [sys.executable, "-c", code]
        return measure(command, cwd=tmp_path, env=dict(os.environ), log=tmp_path / "log", **options)

    return of


IN_A_CHILD = "import subprocess, sys; subprocess.run([sys.executable, '-c', {!r}])"


def test_processor_time_of_a_child_counts(run):
    busy = "import time\nwhile time.process_time() < 0.5: pass"
    assert run(IN_A_CHILD.format(busy)).cpu > 0.3
    assert run("import time; time.sleep(0.5)").cpu < 0.3


def test_memory_of_a_child_counts(run):
    usage = run(IN_A_CHILD.format("import time; hog = b'x' * 300_000_000; time.sleep(1)"), memory=True)
    assert 300e6 < usage.memory < 500e6
    assert usage.memory == sum(usage.memory_of.values())


def test_who_is_left_is_counted_and_ended(run, tmp_path):
    code = (
        "import os, subprocess, sys, time\n"
        "left = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], start_new_session=True)\n"
        "open('pid', 'w').write(str(left.pid)); time.sleep(0.5)"
    )
    assert run(code).left == 1
    pid = int((tmp_path / "pid").read_text())
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_command_that_fails_is_quoted(run):
    with pytest.raises(CommandFailed, match=r"ended with status 3; see .*log:\nout of luck"):
        run("import sys; print('out of luck'); sys.exit(3)")
    assert run("import sys; sys.exit(3)", statuses=(0, 3)).left == 0


# --- the homework ---


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_each_student_hands_in_a_file_unlike_the_others(framework, tmp_path):
    homework = assignment(framework)
    attacks = {2: "fork bomb"}
    notebooks = [sign(handed_in(homework, NOTEBOOK), number, attacks.get(number)) for number in range(4)]
    folders = write_class(tmp_path / "submitted", homework.name, notebooks)
    texts = [(folder / f"{NOTEBOOK}.ipynb").read_text() for folder in folders]
    assert len(set(texts)) == 4
    assert ["os.fork()" in text for text in texts] == [False, False, True, False]


def test_tests_in_the_students_process_pass_right_answers_only():
    """The notebook that nbgrader as shipped grades, run as it would run it."""
    cells = nbgrader_source(assignment("numpy")).cells
    codes = {cell.metadata.nbgrader.grade_id: cell.source for cell in cells if cell.cell_type == "code"}
    names: dict = {}
    for code in codes.values():
        exec(code, names)
    checks = [cell.metadata.nbgrader.grade_id for cell in cells if role(cell) is Role.CHECK]
    names |= dict.fromkeys(("forward", "loss_and_gradients", "train"), lambda *given, **named: (1.0, [1.0, 2.0]))
    for name in checks:
        with pytest.raises((AssertionError, ValueError, IndexError)):
            exec(codes[name], names)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_otter_gets_the_same_homework(framework):
    homework = assignment(framework)
    files = otter_tests(homework)
    checks = [cell for cell in homework.source(NOTEBOOK).cells if role(cell) is Role.CHECK]
    assert sum(text.count("@test_case(") for text in files.values()) == len(checks)
    for name, text in files.items():
        compile(text, name, "exec")
    cells = otter_hand_in(homework).cells
    assert [cell.id for cell in cells if "grader.check" in cell.source] == [f"check-{name}" for name in files]
    assert not any("coursekit" in cell.source for cell in cells)
    for cell in cells:
        compile(without_magics(cell.source), cell.id, "exec") if cell.cell_type == "code" else None


# --- the report ---


def usage(wall, cpu=1.0, **more):
    return {"count": 10, "wall": wall, "cpu": cpu, "memory": 0, "memory_of": {}, "left": 0} | more


def memory(everything, **of):
    return usage(9.0, memory=int(everything * 1e6), memory_of={kind: int(size * 1e6) for kind, size in of.items()})


@pytest.fixture
def found():
    """What a run might have found, with numbers that are easy to follow."""

    def speeds(each, few=1):
        return {
            "few": usage(5.0 + few * each, few * each, count=few),
            "many": usage(5.0 + (few + 8) * each, (few + 8) * each, count=few + 8),
        }

    return {
        "when": "1 January 2026",
        "machine": {"text": "2 cores", "load": 0.1, "exact": True},
        "versions": {"Python": "3.11"},
        "size": {"name": "full", "large": 1000, "repeats": 3, "patience": 120},
        "cells": {framework: {"first": 0.3, "again": 0.1} for framework in FRAMEWORKS},
        "speed": {
            framework: {"ours": speeds(0.5, few=2), "nbgrader": speeds(6.0), "otter": speeds(3.0, few=2)}
            for framework in FRAMEWORKS
        },
        "memory": {
            framework: {
                "ours": {"1": memory(300, coordinator=100, worker=200), "3": memory(500, coordinator=100, worker=400)},
                "nbgrader": {"1": memory(400, coordinator=400)},
                "otter": {"1": memory(300, coordinator=300), "3": memory(900, coordinator=900)},
            }
            for framework in ("numpy", "torch")
        },
        "small": {"2": [usage(6.0, 2.0)] * 3, "10": [usage(10.0, 10.0)] * 3},
        "large": usage(6.0 + 998 * 0.52, 2.0 + 998 * 1.1, count=1000),
        "again": usage(12.0, count=1000),
        "hostile": {
            attack: usage(60.0 if attack == "nobody" else 75.0, limit=30, harmed=[], score=7.0, count=50)
            for attack in ("nobody", *HOSTILE)
        },
        "hostile_others": {"nbgrader": usage(40.0), "otter": usage(120.0, left=2)},
    }


class Stopwatch(Grader):
    """A grader that takes a second for each submission, and two to start."""

    def class_of(self, homework, count, course, hostile=None):
        (course / "count").write_text(str(count))
        return course

    def grade(self, homework, course, *, at_once=1, memory=False, seconds=None):
        count = int((course / "count").read_text())
        return Usage(2.0 + count, float(count), at_once * 100_000_000, {"worker": at_once * 100_000_000})

    def scores(self, homework, course):
        return {student_name(number): 10.0 for number in range(int((course / "count").read_text()))}


@pytest.mark.parametrize("size", [steps.FULL, steps.QUICK], ids=lambda size: size.name)
def test_the_steps_find_what_the_report_needs(size, found, tmp_path, monkeypatch):
    for kind in ("Ours", "AsShipped", "Otter"):
        its = type(kind, (Stopwatch,), {"name": getattr(steps, kind).name})
        monkeypatch.setattr(steps, kind, its)
    monkeypatch.setattr(steps, "cells_seconds", lambda *about: [{"first": 0.9, "again": 0.1}])
    measured = {key: found[key] for key in ("when", "machine", "versions")} | {"size": vars(size)}
    planned = list(steps.Plan(Place(tmp_path, tmp_path), size).steps())
    for step in planned:
        step.run(measured)
    assert sum(step.seconds for step in planned) < (35 if size is steps.FULL else 15) * 60
    text = report.write(json.loads(json.dumps(measured)), tmp_path / "docs", tmp_path / "none").read_text()
    assert "| throughput against `nbgrader autograde`, PyTorch | at least 10 times | 1.0 times |" in text
    assert verdicts(measured)["grader's own processor time a submission, NumPy"] == ("0.10 s", "reached, by 60%")


def test_a_grader_that_is_wrong_ends_the_run(tmp_path, monkeypatch):
    monkeypatch.setattr(steps, "Ours", type("Wrong", (Stopwatch,), {"name": "ours", "scores": lambda *about: {}}))
    step = next(step for step in steps.Plan(Place(tmp_path, tmp_path), steps.QUICK).steps() if "ours" in step.name)
    with pytest.raises(steps.WrongScores, match="ours gave student0000 None of 10 points in bench_numpy"):
        step.run({})


def verdicts(found):
    return {figure.name: (figure.found, figure.verdict) for figure in figures.table(found)}


def test_the_table_says_what_is_reached_and_by_how_much(found):
    assert verdicts(found) == {
        "throughput against `nbgrader autograde`, NumPy": ("12.0 times", ""),
        "throughput against `otter run`, NumPy": ("6.0 times", ""),
        "throughput against `nbgrader autograde`, PyTorch": ("12.0 times", "reached, by 20%"),
        "throughput against `otter run`, PyTorch": ("6.0 times", ""),
        "throughput against `nbgrader autograde`, TensorFlow": ("12.0 times", "**not reached**, by 40%"),
        "throughput against `otter run`, TensorFlow": ("6.0 times", ""),
        "grader's own processor time a submission, NumPy": ("0.20 s", "reached, by 20%"),
        "grader's own processor time a submission, PyTorch": ("0.20 s", "reached, by 20%"),
        "grader's own processor time a submission, TensorFlow": ("0.20 s", "reached, by 20%"),
        "memory (PSS) for one more submission at a time, NumPy": ("100 MB", "reached, by 33%"),
        "memory (PSS) for one more submission at a time, PyTorch": ("100 MB", "reached, by 33%"),
        "a submission among 1,000 against one among 10, NumPy": (
            "0.52 s against 0.50 s (+4%); of the processor 1.10 against 1.00 s",
            "reached, by 6%",
        ),
        "grading 1,000 unchanged submissions again": ("12.0 s", "**not reached**, by 20%"),
        "one endless loop among 50": ("0 others harmed, 0 processes left, +15 s", "reached, by 50%"),
        "one fork bomb among 50": ("0 others harmed, 0 processes left, +15 s", "reached, by 50%"),
        "one memory hog among 50": ("0 others harmed, 0 processes left, +15 s", "reached, by 50%"),
    }


def test_harm_is_never_within_the_goal(found):
    found["hostile"]["fork bomb"]["left"] = 1
    found["hostile"]["memory hog"]["harmed"] = ["ours gave student0001 9.0 of 10 points"]
    assert verdicts(found)["one fork bomb among 50"][1].startswith("**not reached**")
    assert verdicts(found)["one memory hog among 50"][1].startswith("**not reached**")


def test_a_small_class_proves_nothing_about_a_thousand(found):
    found["again"] = usage(0.5, count=60)
    assert verdicts(found)["grading 60 unchanged submissions again"] == ("0.5 s", "")


def test_memory_is_that_of_one_more_at_a_time(found):
    assert figures.memory_each(found, "torch", "ours") == {"all": 100e6, "coordinator": 0.0, "worker": 100e6}
    assert figures.memory_each(found, "torch", "nbgrader") == {"all": 400e6}
    assert figures.memory_each(found, "torch", "otter")["all"] == 300e6


def test_the_report_has_the_table_the_remarks_and_pictures_with_words(found, tmp_path):
    (tmp_path / "remarks.md").write_text("TensorFlow is slow to end.\n")
    path = report.write(found, tmp_path / "docs", tmp_path / "remarks.md")
    text = path.read_text()
    for figure in figures.table(found):
        assert f"| {figure.name} | {figure.goal} | {figure.found} | {figure.verdict} |" in text
    assert "TensorFlow is slow to end." in text
    assert "| TensorFlow | `otter run` | 10 | 5.0 | 3.00 | 20.0 | 305 | 6.0 times as fast |" in text
    pictures = [line for line in text.splitlines() if line.startswith("![")]
    assert len(pictures) == 2
    for line in pictures:
        words, _, file = line.removeprefix("![").removesuffix(")").partition("](")
        assert "nbgrader autograde" in words
        assert ElementTree.parse(path.parent / file).getroot().tag.endswith("svg")
    assert all(line.rstrip() == line or line.endswith("  ") for line in text.splitlines())


def test_a_run_that_was_quick_or_on_a_busy_machine_says_so(found, tmp_path):
    found["size"]["name"], found["machine"]["load"] = "quick", 3.0
    text = report.write(found, tmp_path, Path("nowhere")).read_text()
    assert "**This was the quick size**" in text
    assert "**The machine was not quiet**" in text
