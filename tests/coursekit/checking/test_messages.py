"""What the comparator's messages say: the worst entry, and the mistake behind it."""

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from coursekit import check

FLOATS = hnp.arrays(np.float64, hnp.array_shapes(min_dims=0, max_dims=4, max_side=4), elements=st.floats(-1e6, 1e6))


def values(seed: int = 0, shape: tuple[int, ...] = (3, 4)) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape)


def message(function, *args, **kwargs) -> str:
    with pytest.raises(check.CheckFailed) as failure:
        function(*args, **kwargs)
    return str(failure.value)


E = values()
SQUARE = values(shape=(4, 4))
RELU = np.maximum(E, 0)
HINTS = {
    "sum for a mean": (3 * E, E, "3 times too large: a factor 3 too many, or a sum over 3 where a mean was expected?"),
    "mean for a sum": (E / 3, E, "3 times too small: a factor 3 forgotten, or a mean over 3?"),
    "no average at all": (12 * E, E, "12 times too large: a factor 12 too many, or a sum over 12"),
    "average over a lost axis": (E.mean(0), E.sum(0), "3 times too small: a factor 3 forgotten, or a mean over 3?"),
    "factor 2": (2 * E, E, "2 times too large: a factor 2 too many, or a sum over 2"),
    "half": (E / 2, E, "2 times too small: a factor 2 forgotten, or a mean over 2?"),
    "another factor": (2.5 * E, E, "2.5 times too large everywhere"),
    "sign": (-E, E, "The sign is flipped."),
    "sign and factor": (-3 * E, E, "The sign is flipped, and it is 3 times too large: a factor 3"),
    "number, no average": (7 * 0.31, 0.31, "7 times too large: a factor 7 too many, or"),
    "number, log base": (0.31 / math.log(2), 0.31, "another base of the logarithm?"),
    "transposed square": (SQUARE.T, SQUARE, "\nTransposed."),
    "axes exchanged": (values(1, (2, 3, 3)).swapaxes(1, 2), values(1, (2, 3, 3)), "axes in another order, (0, 2, 1)"),
    "kernel flipped": (E[::-1, ::-1], E, "Reversed along axes 0 and 1"),
    "off by one": (np.roll(E, 1, 1), E, "Shifted by one along axis 1"),
    "zeros": (np.zeros((3, 4)), E, "Every entry is 0"),
    "relu too many": (RELU, E, "a ReLU too many?"),
    "mask missing": (np.where(E > 0, E, 7 + E), RELU, "right but where 0 is expected: is a mask missing?"),
    "square": (E**2, E, "is a square root missing?"),
    "exponential": (np.exp(E), E, "is a logarithm missing"),
    "constant": (E + 0.5, E, "0.5 too large everywhere"),
    "no bias": (E - np.arange(1, 5), E, "Off by the same amounts for every index of axis 0"),
    "wrong axis": (E * np.array([[1.1], [2], [3]]), E, "constant along axis 1: normalised over the wrong axis,"),
    "averaged": (np.broadcast_to(E.mean(0), (3, 4)).copy(), E, "Every entry is the mean over axis 0"),
    "reordered": (E.ravel()[[5, 1, 0, 3, 4, 2, 6, 7, 8, 9, 11, 10]].reshape(3, 4), E, "right values in another order"),
    "only the first": (np.where(np.arange(3)[:, None] == 0, E, E**3), E, "Only index 0 of axis 0 is right"),
    "only the last": (np.where(np.arange(3)[:, None] == 2, E, E**3), E, "right: `=` where `+=` is needed,"),
    "one column": (np.where(np.arange(4) == 2, E**3, E), E, "Wrong only at index 2 of axis 1."),
    "stuck at one value": (np.where(np.eye(3, 4) > 0, 1.0, E), E, "The wrong entries are all 1."),
    "precision": (E + 1e-6, E, "float32 somewhere"),
    "shape transposed": (E.T, E, "(4, 3) where (3, 4) was expected.\nTransposed: the values are right."),
    "shape transposed, wrong": (E.T**2, E, "(4, 3) where (3, 4) was expected.\nTransposed, or sizes exchanged?"),
    "shape without the sum": (E, E.sum(0), "(3, 4) where (4,) was expected.\nIs the sum over axis 0 (size 3) missing?"),
    "shape without the mean": (E, E.mean(1), "Is the mean over axis 1 (size 4) missing?"),
    "shape, something is missing": (E**2, E.sum(1), "Is a sum or mean over axis 1 (size 4) missing?"),
    "shape summed away": (E.sum(0), E, "Was axis 0 (size 3) summed or averaged away?"),
    "no keepdims": (E[0], E[:1], "result has shape (4,) where (1, 4) was expected.\nAn axis of size 1 is missing"),
    "row for a column": (E[:1], E[:1].T, "a row where a column was expected"),
    "flat": (E.ravel(), E, "`reshape`, or sizes mixed up?"),
    "one too few": (E[:, :3], E, "the size of axis 1 is off by one"),
    "losses for a loss": (
        E,
        E.mean(),
        "has shape (3, 4) where a single number was expected.\nIs the mean over axes 0 and 1",
    ),
    "array for a number": (np.array([1.0]), 1.0, "return the number itself"),
    "number for an array": (1.0, E, "result is one number where shape (3, 4) was expected."),
    "list": (E.tolist(), E, "result is a list of 3 where an array of shape (3, 4) was expected.\nMake it an array"),
    "tuple": ((E, None), E, "result is a tuple of 2 where"),
    "no return": (None, E, "result is None where an array of shape (3, 4) was expected.\nDoes the function end with"),
    "subclass": (np.ma.array(E), E, "result is a `MaskedArray` (not a plain array) where"),
    "object": (object(), E, "result is an object of type `object` where"),
    "integers": (
        np.ones((3, 4), int),
        E,
        "made of integers where floats were expected.\nIs it made of numbers such as `1`",
    ),
    "an integer": (1, 1.0, "result is an integer where a float was expected."),
    "boolean": (True, 1.0, "result is a boolean where a float was expected."),
    "nan": (np.where(np.eye(3, 4) > 0, np.nan, E), E, "result is nan (3 of 12 entries, the first at [0, 0])."),
}


@pytest.mark.parametrize("mistake", HINTS)
def test_the_message_names_the_mistake(mistake: str) -> None:
    got, expected, words = HINTS[mistake]
    text = message(check.close, got, expected)
    assert words.lower() in text.lower()
    assert len(text.splitlines()) <= 2 and len(text) < 250


def test_the_message_gives_the_worst_entry_and_the_count() -> None:
    got = E.copy()
    got[1, 2], got[2, 0] = 50, 3
    first = message(check.close, got, E, name="dx", hint="see the picture above").splitlines()
    assert first[0] == "dx: 2 of 12 entries differ; the worst is at [1, 2]: got 50, expected 1.304."
    assert first[-1] == "See the picture above."


def test_numbers_are_given_with_the_digits_that_tell_them_apart() -> None:
    assert "got 1.00000002, expected 1." in message(check.close, 1.00000002, 1.0, rtol=1e-9)
    assert (
        message(check.at_least, 0.89999, 0.9, name="accuracy")
        == "accuracy is 0.89999, where at least 0.9 was expected."
    )
    assert message(check.at_most, 2, 1.5, name="loss").startswith("loss is 2, where at most 1.5 was expected")


def test_messages_about_containers() -> None:
    name = {"name": "fc_forward"}
    assert (
        message(check.pair, E, 2, **name) == "fc_forward should return 2 values, but returned an array of shape (3, 4)."
    )
    assert message(check.pair, (1, 2, 3), 2, **name) == "fc_forward should return 2 values, but returned 3."
    assert message(check.pair, None, 2, **name).endswith(
        "Does the function end with `return`, and is the value ever set?"
    )
    text = message(check.keys, {"W1": 1, "W2": 2}, ["W1", "b1", "b2"], name="model.params")
    assert text == "model.params has no entry 'b1', 'b2'.\nIts keys are 'W1', 'W2'."


@given(FLOATS, FLOATS)
@example(np.full((1, 2, 2, 2), 2.0**-52), np.array([[[[0.0, 1], [1, 1]], [[1, 1], [1, 1]]]]))  # fits along three axes
def test_any_two_arrays_give_a_verdict_and_a_short_message(got: np.ndarray, expected: np.ndarray) -> None:
    try:
        check.close(got, expected)
    except check.CheckFailed as failure:
        assert 0 < len(str(failure)) < 400
        assert "\n\n" not in str(failure)


@given(st.floats(1.5, 50).filter(lambda f: abs(f - round(f)) > 1e-3), st.integers(0, 10**6))
def test_no_hint_about_averages_for_a_factor_that_is_none(factor: float, seed: int) -> None:
    expected = values(seed, (3, 4))
    text = message(check.close, factor * expected, expected)
    assert "average" not in text and "too large" in text
