"""A Python loop over the examples is found however it is written; array operations and other loops are let alone."""

import itertools
import json

import numpy as np
import pytest

from coursekit import check, growth


def softmax(x):
    powers = np.exp(x - x.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def counted(x):
    rows = []
    for i in itertools.count():
        if i == len(x):
            break
        rows.append(softmax(x[i : i + 1])[0])
    return np.array(rows)


def until_the_end(x):
    rows = []
    while True:
        try:
            rows.append(softmax(x[len(rows)][None])[0])
        except IndexError:
            return np.array(rows)


def halves(x):
    return softmax(x) if len(x) < 3 else np.concatenate([halves(x[: len(x) // 2]), halves(x[len(x) // 2 :])])


def pairs(x):
    for _ in x:
        for _ in x:
            pass
    return softmax(x)


def slow_start(x):
    for _ in range(200_000 if len(x) < 100 else 0):
        pass
    return np.array([softmax(row[None])[0] for row in x])


def recomputed(x):
    """Each example works on all of them again: what an example costs grows, as with a matrix."""
    rows = []
    for i in range(len(x)):
        rows.append(np.exp(x[i]) / np.exp(x).sum(axis=1)[i])
    return np.array(rows)


LOOPS = {
    "comprehension": lambda x: np.array([softmax(row[None])[0] for row in x]),
    "a short comprehension": lambda x: np.array([[row[0], row[1]] for row in softmax(x)]),
    "map": lambda x: np.array(list(map(lambda row: row / row.sum(), np.exp(x)))),
    "np.vectorize": lambda x: np.vectorize(lambda a, b: a / b)(np.exp(x), np.exp(x).sum(axis=1, keepdims=True)),
    "np.apply_along_axis": lambda x: np.apply_along_axis(lambda row: softmax(row[None])[0], 1, x),
    "itertools.count": counted,
    "while, until an IndexError": until_the_end,
    "recursion": halves,
    "text": lambda x: softmax(np.array(json.loads(json.dumps(x.tolist())))),
    "each example with each": pairs,
    "the whole batch again for each example": recomputed,
    "a slow start that hides the loop": slow_start,
}


def after_a_start(x):
    """Of examples by examples, after a start that takes as long however few they are: so does a network's."""
    for _ in range(300):
        pass
    return np.exp(x) / (np.ones((len(x), 1)) @ np.exp(x).sum(1)[None]).diagonal()[:, None]


def printed(x):
    """As somebody leaves it who looked for a mistake: NumPy prints up to 1,000 entries one by one; of more, a few."""
    print(x, x.sum(axis=1))
    return softmax(x)


ARRAYS = {
    "array operations, and what was given printed": printed,
    "array operations": softmax,
    "logaddexp": lambda x: np.exp(x - np.logaddexp.reduce(x, axis=1, keepdims=True)),
    "a loop over the columns": lambda x: np.stack([np.exp(c) / sum(np.exp(d) for d in x.T) for c in x.T], axis=1),
    "a matrix of examples by examples, after a start": after_a_start,
    "a matrix of examples by examples": lambda x: (
        np.exp(x) / (np.ones((len(x), 1)) @ np.exp(x).sum(1)[None]).diagonal()[:, None]
    ),
}


def look_for_a_loop(answer, right=softmax):
    growth.check_no_loop(
        lambda run, function, x: {"probabilities": run("softmax", function, x)},
        answer,
        right,
        lambda n: (np.random.default_rng(n).normal(size=(n, 2)),),
        count=growth.count_steps,
    )


@pytest.mark.parametrize("how", LOOPS)
def test_a_loop_over_the_examples_is_found_however_it_is_written(how):
    with pytest.raises(check.RuleBroken, match=r"softmax goes through the examples one by one in Python.* 20"):
        look_for_a_loop(LOOPS[how])


@pytest.mark.parametrize("how", [how for how in LOOPS if how != "text"])  # which a library in C reads and writes
def test_its_steps_show_a_loop_whatever_the_clock_says(how, monkeypatch):
    monkeypatch.setattr(growth, "_clock", lambda: 0.0)
    with pytest.raises(check.RuleBroken, match=r"one by one in Python.*examples took [\d,]+ steps of Python, 20 took"):
        look_for_a_loop(LOOPS[how])


def test_its_time_shows_a_loop_that_is_not_counted(monkeypatch):
    monkeypatch.setattr(growth, "count_steps", lambda function, *arguments: (function(*arguments), 0))
    with pytest.raises(check.RuleBroken, match=r"2,000 examples took [\d,]+ times as long as 20"):
        look_for_a_loop(LOOPS["comprehension"])


@pytest.mark.parametrize("how", ARRAYS)
def test_array_operations_and_loops_over_few_things_are_let_alone(how):
    look_for_a_loop(ARRAYS[how])


def test_wrong_values_are_told_as_such():
    for wrong in (lambda x: 2 * softmax(x), lambda x: None, lambda x: softmax(x) if len(x) < 100 else np.zeros_like(x)):
        with pytest.raises(check.CheckFailed, match=r"probabilities, for [\d,]+ examples") as failure:
            look_for_a_loop(wrong)
        assert type(failure.value) is check.CheckFailed
