"""The report of `make bench`, and the steps that find what it needs. Nothing is timed here."""

import contextlib
import json
import xml.etree.ElementTree as ElementTree

import pytest

from benchmarks import figures, goals, remarks, report, steps
from benchmarks.figures import Range
from benchmarks.graders import ROOT, Grader, Place
from benchmarks.homework import HOMEWORKS, HOSTILE, SMALL_ONES, student_name
from benchmarks.meter import CommandFailed, Usage

KINDS = ("coordinator", "zygote", "worker", "examiner", "bench")


def usage(wall, cpu=1.0, **more):
    empty = {"instructions": None, "cpu_of": {}, "memory": 0, "memory_of": {}, "left": 0}
    return {"count": 10, "wall": wall, "cpu": cpu} | empty | more


def memory(everything, **of):
    return usage(9.0, memory=int(everything * 1e6), memory_of={kind: int(size * 1e6) for kind, size in of.items()})


def speeds(*seconds, few=1, **more):
    """Runs in which each submission takes as many seconds, in each of the repeats."""
    return {
        name: [usage(5.0 + count * each, count * each, count=count, **more) for each in seconds]
        for name, count in (("few", few), ("many", few + 8))
    }


@pytest.fixture
def found():
    """What a run might have found, with numbers that are easy to follow."""
    cells = {"students": 0.2, "checks": 0.16, "students_again": 0.1, "checks_again": 0.1}
    divided = {
        name: [usage(5.0, count * 0.5, count=count, cpu_of={kind: count * 0.09 for kind in KINDS})]
        for name, count in (("few", 2), ("many", 10))
    }
    keys = [homework.key for homework in HOMEWORKS]
    return {
        "when": "1 January 2026",
        "machine": {"text": "2 cores", "load": 0.1, "exact": True},
        "versions": {"Python": "3.11"},
        "size": {"name": "full", "large": 1000, "repeats": 3, "short": 5, "patience": 120},
        "cells": {key: dict(cells) for key in keys},
        "kinds": {key: divided for key in keys},
        "speed": {
            key: {
                "ours": speeds(0.5, 0.48, 0.6, few=2),
                "nbgrader": speeds(6.0, 6.0, 6.0),
                "otter": {"many": speeds(3.0, 3.0, 3.0)["many"]},
            }
            for key in keys
        },
        "single": {"conv_layers": [0.4, 0.5, 0.9], "layers": [0.7, 0.8, 1.2]},
        "before": {"commit": "e3b02f1", "runs": {"layers": {"before": speeds(1.2, 1.3), "ours": speeds(0.5, 0.7)}}},
        "memory": {
            homework.key: {
                "ours": {"1": memory(300, coordinator=100, worker=200), "3": memory(560, coordinator=100, worker=460)},
                "nbgrader": {"1": memory(400, coordinator=400)},
                "otter": {"1": memory(300, coordinator=300), "3": memory(900, coordinator=900)},
            }
            for homework in SMALL_ONES
        },
        "small": {"2": [usage(6.0, 2.0)] * 3, "10": [usage(10.0, 10.0)] * 3},
        "large": usage(6.0 + 998 * 0.52, 2.0 + 998 * 1.1, count=1000),
        "again": usage(6.0, count=1000),
        "hostile": {
            attack: usage(60.0 if attack == "nobody" else 75.0, limit=30, harmed=[], score=7.0, count=50)
            for attack in ("nobody", *HOSTILE)
        },
        "hostile_others": {"nbgrader": usage(40.0), "otter": usage(120.0, left=2)},
    }


# --- the steps ---


class Stopwatch(Grader):
    """A grader that takes a second for each submission, and two to start."""

    def class_of(self, homework, count, course, hostile=None):
        (course / "count").write_text(str(count))
        return course

    def grade(self, homework, course, *, at_once=1, memory=False, kinds=False, seconds=None):
        count = int((course / "count").read_text())
        size = at_once * 100_000_000
        return Usage(2.0 + count, float(count), None, {"bench": 0.9 * count} if kinds else {}, size, {"worker": size})

    def scores(self, homework, course):
        names = map(student_name, range(int((course / "count").read_text())))
        return dict.fromkeys(names, homework.checks_points)


@pytest.fixture
def stopwatches(monkeypatch, tmp_path):
    for kind in ("Ours", "AsShipped", "Otter", "Before"):
        its = type(kind, (Stopwatch,), {"name": getattr(steps, kind).name, "checkout": ROOT})
        monkeypatch.setattr(steps, kind, its)
    alone = {"students": 0.5, "checks": 0.4, "students_again": 0.1, "checks_again": 0.1, "left_out": 2.0}
    monkeypatch.setattr(steps, "cells_seconds", lambda *about: [alone])
    monkeypatch.setattr(steps, "single_seconds", lambda *about: [0.5])
    return Place(tmp_path, tmp_path)


@pytest.mark.parametrize("before", [None, ROOT], ids=["alone", "with an older commit"])
@pytest.mark.parametrize("size", [steps.FULL, steps.QUICK], ids=lambda size: size.name)
def test_the_steps_find_what_the_report_needs(size, before, found, stopwatches, tmp_path):
    measured = {key: found[key] for key in ("when", "machine", "versions")} | {"size": vars(size)}
    planned = list(steps.Plan(Place(tmp_path, tmp_path, before), size).steps())
    for step in planned:
        step.run(measured)
    assert sum(step.seconds for step in planned) < (45 if size is steps.FULL else 20) * 60
    text = report.write(json.loads(json.dumps(measured)), tmp_path / "docs").read_text()
    assert "| throughput against `nbgrader autograde`, PyTorch | at least 30 times | 1.0 times |" in text
    assert verdicts(measured)["grader's own processor time a submission, NumPy"] == ("0.10 s", "reached, by 33%")
    assert any("processor time against commit" in name for name in verdicts(measured)) == bool(before)
    assert "This system does not count instructions." in text


def test_the_graders_take_turns(stopwatches):
    names = [step.name for step in steps.Plan(stopwatches, steps.FULL).steps() if step.name.startswith("`layers`")]
    turns = [f"`layers` (NumPy): {grader}, {n} of 3" for n in (1, 2, 3) for grader in ("ours", "nbgrader", "otter")]
    assert [name for name in names if " of 3" in name] == turns


def test_a_grader_that_is_wrong_ends_the_run(tmp_path, monkeypatch):
    monkeypatch.setattr(steps, "Ours", type("Wrong", (Stopwatch,), {"name": "ours", "scores": lambda *about: {}}))
    step = next(step for step in steps.Plan(Place(tmp_path, tmp_path), steps.QUICK).steps() if "ours" in step.name)
    with pytest.raises(steps.WrongScores, match="ours gave student0000 None of 10 points in bench_numpy/network"):
        step.run({})


@pytest.mark.parametrize(("kind", "times", "ends"), [("Otter", 1, False), ("Otter", 2, True), ("Ours", 1, True)])
def test_another_grader_that_breaks_down_is_tried_once_more(kind, times, ends, stopwatches, monkeypatch):
    class BreaksDown(getattr(steps, kind)):
        left = times

        def grade(self, *about, **how):
            BreaksDown.left -= 1
            if BreaksDown.left >= 0:
                raise CommandFailed("a kernel did not answer")
            return super().grade(*about, **how)

    monkeypatch.setattr(steps, kind, BreaksDown)
    plan, found = steps.Plan(stopwatches, steps.QUICK), {}
    step = next(step for step in plan.steps() if f": {BreaksDown.name}, 1 of" in step.name)
    with pytest.raises(CommandFailed) if ends else contextlib.nullcontext():
        step.run(found)
    assert ends or (found["speed"]["numpy"]["otter"]["many"] and plan.broke_down == ["otter"])


# --- the figures ---


def test_a_range_names_both_ends_and_the_median_decides():
    assert Range((18.06, 16.21, 17.0)).text("times", 1) == "16.2 to 18.1 times"
    assert Range((0.501, 0.499)).text("s", 2) == "0.50 s"
    assert Range((3.0, 1.0, 1.5)).median == 1.5


def verdicts(found):
    return {figure.name: (figure.found, figure.verdict) for figure in goals.table(found)}


def test_the_table_says_what_is_reached_and_by_how_much(found):
    said = verdicts(found)
    assert len(said) == len(list(goals.table(found)))
    expected = {
        "throughput against `nbgrader autograde`, NumPy": ("10.0 to 12.5 times", "reached, by 20%"),
        "throughput against `otter run`, NumPy": ("5.9 to 7.4 times", ""),
        "throughput against `nbgrader autograde`, `torch_mlp` (PyTorch)": (
            "10.0 to 12.5 times",
            "**not reached**, by 60%",
        ),
        "throughput against `nbgrader autograde`, TensorFlow": ("10.0 to 12.5 times", "**not reached**, by 20%"),
        "grader's own processor time a submission, NumPy": ("0.12 to 0.24 s", "reached, by 7%"),
        "grader's own processor time a submission, PyTorch": ("0.12 to 0.24 s", "reached, by 30%"),
        "grader's own processor time a submission, `optimizers_tensorflow` (TensorFlow)": (
            "0.12 to 0.24 s",
            "reached, by 53%",
        ),
        "`layers`: processor time against commit e3b02f1": (
            "0.42 to 0.54 of it (0.60 s against 1.25 s)",
            "reached, by 4%",
        ),
        "from hand-in to verdict in a warm grader, `conv_layers` (NumPy)": ("0.50 s", "reached, by 50%"),
        "from hand-in to verdict in a warm grader, `layers` (NumPy), which trains": ("0.80 s", ""),
        "memory (PSS) for one more submission at a time, NumPy": ("130 MB", "**not reached**, by 30%"),
        "memory (PSS) for one more submission at a time, TensorFlow": ("130 MB", "reached, by 13%"),
        "a submission among 1,000 against one among 10, NumPy": (
            "0.520 s against 0.500 s (+4%); of the processor 1.100 against 1.000 s",
            "reached, by 1%",
        ),
        "grading 1,000 unchanged submissions again": ("6.0 s", "**not reached**, by 20%"),
        "one endless loop among 50": ("0 others harmed, 0 processes left, +15 s", "reached, by 50%"),
    }
    assert {name: said[name] for name in expected} == expected


def test_the_limit_of_physics_stands_beside_the_goal(found):
    limits = {figure.name: figure.limit for figure in goals.table(found)}
    assert limits["throughput against `nbgrader autograde`, NumPy"] == "60 times"
    assert limits["grader's own processor time a submission, NumPy"] == "the student's cells: 0.10 s"
    assert figures.limit(found, "numpy", warm=False) == pytest.approx(6.0 / (0.36 / 2))


def test_harm_is_never_within_the_goal(found):
    found["hostile"]["fork bomb"]["left"] = 1
    found["hostile"]["memory hog"]["harmed"] = ["ours gave student0001 9.0 of 10 points"]
    assert verdicts(found)["one fork bomb among 50"][1].startswith("**not reached**")
    assert verdicts(found)["one memory hog among 50"][1].startswith("**not reached**")


def test_a_small_class_proves_nothing_about_a_thousand(found):
    found["again"] = usage(0.5, count=60)
    assert verdicts(found)["grading 60 unchanged submissions again"] == ("0.5 s", "")


def test_memory_is_that_of_one_more_at_a_time(found):
    assert figures.memory_each(found, "torch", "ours") == {"all": 130e6, "coordinator": 0.0, "worker": 130e6}
    assert figures.memory_each(found, "torch", "nbgrader") == {"all": 400e6}
    assert figures.memory_each(found, "torch", "otter")["all"] == 300e6


def test_what_ended_between_two_looks_is_not_given_to_anybody(found):
    each = figures.cpu_by_kind(found, "numpy")
    assert {kind: round(seconds, 6) for kind, seconds in each.items()} == dict.fromkeys(KINDS, 0.09) | {"": 0.05}


# --- the remarks ---


def test_each_goal_that_was_missed_has_a_paragraph_with_figures_of_the_run(found):
    found["before"]["runs"]["layers"]["ours"] = speeds(1.0, 1.1)
    found["single"]["conv_layers"] = [1.5, 1.25]
    found["large"]["wall"] *= 1.1
    found["hostile"]["fork bomb"]["wall"] = 100.0
    found["cells"]["numpy"]["checks"] = 0.1
    found["speed"]["numpy"]["nbgrader"] = speeds(4.0, 4.0, 4.0)
    missed = [figure for figure in goals.table(found) if figure.margin is not None and figure.margin < 0]
    assert {figure.kind for figure in missed} == {*remarks._REASONS}
    written = list(remarks.paragraphs(found))
    text = "\n".join(written)
    for figure in missed:
        assert text.count(f"{remarks.head(figure)} ") == 1
        assert figure.name[1:] in remarks.head(figure) and figure.found in remarks.head(figure)
    [both] = [paragraph for paragraph in written if "processor time a submission, NumPy" in paragraph]
    assert "`nbgrader autograde`, NumPy: 6.7 to 8.3 times" in both and both.count("A submission takes") == 1
    for part in (
        "A submission takes 0.50 s on two cores, and 0.50 s of the processor: the student's cells 0.20 s, the checks' "
        "arithmetic 0.16 s, the grader itself 0.14 s.",
        "zygote 0.090 s, worker 0.090 s",
        "and 0.050 s that ended between two looks.",
        "cost nothing would be 33 times as fast as nbgrader, or 60 times in processes that have computed before.",
        "It took 1.20 to 1.30 s then, and takes 1.00 to 1.10 s now.",
        "the fastest took 1.25 s and the slowest 1.50 s",
        "It divides into coordinator 0 MB, worker 130 MB.",
        "The class took 100 s, against 60 s with nobody hostile in it.",
    ):
        assert part in text


# --- the report ---


def test_the_report_has_the_table_the_remarks_and_pictures_with_words(found, tmp_path):
    path = report.write(found, tmp_path / "docs")
    text = path.read_text()
    for figure in goals.table(found):
        assert f"| {figure.name} | {figure.goal} | {figure.found} | {figure.verdict} | {figure.limit} |" in text
    assert all(paragraph in text for paragraph in remarks.paragraphs(found))
    assert "| TensorFlow | `nbgrader autograde` | 9 | 5.0 | 6.00 s | 10.0 | 605 | 10.0 to 12.5 times as fast |" in text
    pictures = [line for line in text.splitlines() if line.startswith("![")]
    assert len(pictures) == 2
    for line in pictures:
        words, _, file = line.removeprefix("![").removesuffix(")").partition("](")
        assert "nbgrader autograde" in words
        assert ElementTree.parse(path.parent / file).getroot().tag.endswith("svg")
    assert all(line.rstrip() == line or line.endswith("  ") for line in text.splitlines())


def test_every_row_of_a_table_has_as_many_cells_as_its_title(found, tmp_path):
    found["large"]["instructions"] = 5
    for runs in found["speed"].values():
        for grader, few in (("ours", 2), ("nbgrader", 1), ("otter", 1)):
            runs[grader] |= {"many": speeds(1.0, 1.0, 1.0, few=few, instructions=9 * 10**9)["many"]}
        for run in (*runs["ours"]["few"], *runs["nbgrader"]["few"]):
            run["instructions"] = 10**9
    text = report.write(found, tmp_path).read_text()
    assert "| 10⁹ instructions |" in text and "| 1.00 |" in text
    assert "We count instructions with `perf stat`." in text
    for table in text.split("\n\n"):
        rows = [line for line in table.splitlines() if line.startswith("|")]
        assert len({line.count("|") for line in rows}) <= 1, rows[0]


def test_without_an_older_commit_nothing_is_said_of_one(found, tmp_path):
    del found["before"]
    text = report.write(found, tmp_path).read_text()
    assert "older commit" not in text and "processor time against commit" not in text


def test_runs_that_were_repeated_are_told(found, tmp_path):
    assert "were repeated" not in report.write(found, tmp_path).read_text()
    found["broke_down"] = ["otter", "nbgrader", "otter"]
    text = report.write(found, tmp_path).read_text()
    assert "and were repeated: `otter run` 2 and `nbgrader autograde` 1.\n" in text


def test_a_run_that_was_quick_or_on_a_busy_machine_says_so(found, tmp_path):
    found["size"]["name"], found["machine"]["load"] = "quick", 3.0
    text = report.write(found, tmp_path).read_text()
    assert "**This was the quick size**" in text
    assert "**The machine was not quiet**" in text
