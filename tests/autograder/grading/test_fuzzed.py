"""A class of damaged notebooks is graded to its end, and each has a score, or no score and a sentence that says why."""

import random
from pathlib import Path

import nbformat

from autograder.assignment import load
from autograder.results import State, read_results
from helpers import fuzz
from helpers.classes import grade, make_course, scores
from helpers.sample import NAME, NOTEBOOK
from samples.answers import handed_in

STUDENTS = 150


def test_whatever_happened_to_a_notebook_there_is_an_end_and_a_sentence(tmp_path: Path):
    course = make_course(tmp_path, {})
    right = nbformat.writes(handed_in(load(course / "solutions" / NAME), NOTEBOOK))
    seed = 2611
    for number in range(STUDENTS):
        folder = course / "submitted" / f"s{number:03}" / NAME
        folder.mkdir(parents=True)
        (folder / f"{NOTEBOOK}.ipynb").write_bytes(fuzz.damaged(right, random.Random(seed * STUDENTS + number)))
    _, said = grade(course)
    results = read_results(course)
    assert len(results) == len(scores(course)) == STUDENTS
    assert "Traceback" not in said
    for result in results:
        unscored = [check for check in result.checks if check.state is State.ERROR]
        assert bool(unscored) == (result.score is None) == bool(result.problem), result
        assert all(check.message.startswith("Not graded: ") for check in unscored)
        assert all(check.message for check in result.checks if check.state is not State.PASSED)
    full = sum(result.score == result.max_score for result in results)
    assert 0.5 * STUDENTS < full < 0.9 * STUDENTS
