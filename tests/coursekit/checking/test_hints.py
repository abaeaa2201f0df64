"""Hints are true: what may have several causes is never told as one."""

import math
import re

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from coursekit import check

SHAPES = hnp.array_shapes(min_dims=1, max_dims=4, max_side=5).filter(lambda shape: math.prod(shape) > 1)


def values(seed: int, shape: tuple[int, ...]) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape)


def message(*args, function=check.close, **kwargs) -> str:
    with pytest.raises(check.CheckFailed) as failure:
        function(*args, **kwargs)
    return str(failure.value)


# --- factors ----------------------------------------------------------------------------------------------------


@given(SHAPES, st.integers(2, 300), st.booleans(), st.booleans(), st.integers(0, 10**6))
def test_a_whole_factor_has_two_readings_whatever_the_shape(
    shape: tuple[int, ...], count: int, large: bool, flipped: bool, seed: int
) -> None:
    expected = values(seed, shape)
    assume(count != 100)  # percent, which is tried below
    factor = (count if large else 1 / count) * (-1 if flipped else 1)
    hint = message(factor * expected, expected).splitlines()[1]
    causes = (
        f"{count} times too large: a factor {count} too many, or a sum over {count} where a mean was expected?"
        if large
        else f"{count} times too small: a factor {count} forgotten, or a mean over {count}?"
    )
    assert hint == (f"The sign is flipped, and it is {causes}" if flipped else causes)
    assert message(float(factor * 0.31), 0.31).splitlines()[1] == hint


@given(st.integers(2, 9), st.integers(2, 9), st.integers(2, 100), st.booleans(), st.integers(0, 10**6))
def test_the_axes_that_a_check_declares_are_named_where_they_fit_and_no_others(
    batch: int, outputs: int, count: int, large: bool, seed: int
) -> None:
    expected = values(seed, (7, 3))
    axes = {0: f"batch of {batch}", 1: f"outputs, {outputs}"}
    hint = message(expected * count if large else expected / count, expected, axes=axes).splitlines()[1]
    alone = re.sub(r"axis \d \([^)]*\) in place of axis \d \([^)]*\)", "", hint)
    assert (f"over axis 0 (batch of {batch})" in alone) == (count == batch)
    assert (f"over axis 1 (outputs, {outputs})" in alone) == (count == outputs)
    assert (f"over all of axis 0 (batch of {batch}) and axis 1 (outputs, {outputs})" in hint) == (
        count == batch * outputs
    )
    assert f"batch of {count}" not in hint.replace(f"batch of {batch}", "" if batch != count else "batch")
    assert f"a factor {count} " in hint and hint.endswith("?")
    assert f"over {count}" not in hint  # a mean over some other axis is ruled out


def test_eight_that_is_four_examples_times_two_outputs_is_no_batch_of_eight() -> None:
    right = values(0, (5, 2))
    assert message(right / 8, right).endswith("8 times too small: a factor 8 forgotten, or a mean over 8?")
    assert message(right / 8, right, axes={0: "batch of 4", 1: "outputs, 2"}).endswith(
        "a mean over all of axis 0 (batch of 4) and axis 1 (outputs, 2), or a factor 8 forgotten?"
    )
    assert message(right / 2, right, axes={0: "batch of 2"}).endswith(
        "2 times too small: a mean over axis 0 (batch of 2), or a factor 2 forgotten?"
    )
    assert message(right / 3, right, axes={0: "batch of 4"}).endswith("3 times too small: a factor 3 forgotten?")


@pytest.mark.parametrize(
    ("axes", "fault"),
    [({0: "batch"}, ValueError), ({0: "4 of 4"}, ValueError), ({0: "batch of 0"}, ValueError), ({0: 4}, TypeError),
     ({"batch": "4"}, TypeError)],
)  # fmt: skip
def test_axes_without_their_sizes_are_the_authors_mistake_even_where_the_answer_is_right(axes, fault) -> None:
    with pytest.raises(fault):
        check.close(1.0, 1.0, axes=axes)


@given(SHAPES, st.integers(2, 40), st.booleans(), st.integers(0, 10**6))
def test_counts_are_no_averages(shape: tuple[int, ...], count: int, large: bool, seed: int) -> None:
    right = np.random.default_rng(seed).integers(1, 50, shape)
    got = right * count if large else right
    right = right if large else right * count
    for function in (check.equal, check.close):
        text = message(got, right, function=function)
        assert not any(word in text for word in ("mean", "average", "sum", "logarithm", "float32", "root"))
    text = message((24, 3), (8, 3), function=check.equal)
    assert text == "result[0]: got 24, expected 8."


def test_an_array_of_counts_is_told_its_factor() -> None:
    right = np.array([[3, 1, 4], [1, 5, 9]])
    assert message(3 * right, right, function=check.equal).endswith("3 times too large everywhere.")


# --- the check's own tolerance ----------------------------------------------------------------------------------


@given(st.integers(2, 20), st.booleans(), st.integers(0, 10**6))
def test_a_literal_with_five_digits_silences_no_hint_if_the_check_tolerates_it(count, large, seed) -> None:
    right = values(seed, (3, 4))
    literal = np.round(right, 5)
    assume(np.abs(right).max() > 1)
    factor = count if large else 1 / count
    told = f"{count} times too {'large' if large else 'small'}: a factor {count}"
    assert told in message(factor * right, literal, rtol=0, atol=1e-5)
    assert told in message(float(factor * right.max()), float(literal.max()), rtol=1e-4)
    assert "Reversed along axis 1" in message(right[:, ::-1], literal, atol=1e-5)
    assert "(4, 3) where (3, 4) was expected.\nTransposed: the values are right." in message(
        right.T, literal, atol=1e-5
    )
    assert "Is the sum over axis 0 (size 3) missing?" in message(right, literal.sum(0), atol=1e-4)


@given(st.floats(2.2, 2.8), st.integers(0, 10**6))
def test_a_wide_tolerance_makes_no_whole_factor_of_another(factor: float, seed: int) -> None:
    right = values(seed, (3, 4))
    text = message(factor * right, right, rtol=0.5)
    assert "a factor" not in text and "over" not in text.splitlines()[1]


def test_errors_within_reach_of_the_tolerance_are_explained_by_nothing() -> None:
    right = values(0, (3, 4))
    text = message(right + 0.02 * values(1, (3, 4)), right, rtol=1e-2)
    assert len(text.splitlines()) == 1


# --- several readings -------------------------------------------------------------------------------------------

MISTAKES = {
    "transposed": lambda e: e.T,
    "reversed along axis 0": lambda e: e[::-1],
    "reversed along axis 1": lambda e: e[:, ::-1],
    "reversed along axes 0 and 1": lambda e: e[::-1, ::-1],
    "shifted by one along axis 0": lambda e: np.roll(e, 1, 0),
    "shifted by one along axis 1": lambda e: np.roll(e, -1, 1),
    "2 times too large": lambda e: 2 * e,
    "the sign is flipped": lambda e: -e,
    "the square of the expected value": lambda e: e**2,
    "1 too large everywhere": lambda e: e + 1,
    "1 minus the expected value": lambda e: 1 - e,
    "right but for the sign of the negative entries": np.abs,
    "right but for the negative entries, which are 0": lambda e: np.maximum(e, 0),
}


@given(
    hnp.arrays(np.float64, st.sampled_from([(2, 2), (3, 3), (1, 4), (4, 1)]), elements=st.integers(-2, 4)),
    st.sampled_from(list(MISTAKES)),
)
def test_a_mistake_is_named_alone_only_if_no_other_gives_the_same_values(expected: np.ndarray, mistake: str) -> None:
    got = MISTAKES[mistake](expected)
    assume(got.shape == expected.shape and (got != expected).any() and got.any())
    readings = {
        words
        for words, apply in MISTAKES.items()
        if apply(expected).shape == got.shape and (apply(expected) == got).all()
    }
    if len(np.unique(expected[got != expected])) < 2:  # one value may be any function of another by luck
        readings -= {"the square of the expected value", "1 minus the expected value"}
    text = message(got.copy(), expected).lower()
    told = {words for words in readings if words in text}
    if told and not any(n == 1 for n in expected.shape):  # where an axis has one entry, some mistakes are the same
        assert told == readings
    if "more than one mistake" in text:
        assert text.count(";") in (2, 3)
    elif told:
        assert len(told) == 1


def test_two_readings_of_three_numbers() -> None:
    text = message(np.array([0.25, 0.5, 0.75]), np.array([0.75, 0.5, 0.25]))
    assert text.splitlines()[1] == (
        "More than one mistake gives these values: "
        "reversed along axis 0 (flipped where it should not be?); 1 minus the expected value."
    )


def test_one_number_that_is_the_square_of_another_is_luck() -> None:
    text = message(np.array([1.0, 4.0, 0.0]), np.array([1.0, 2.0, 0.0]))
    assert "square" not in text
    assert "square of the expected value" in message(np.array([9.0, 4.0, 0.0]), np.array([3.0, 2.0, 0.0]))


def test_the_diagonal_of_a_jacobian() -> None:
    right = np.array([[0.2, -0.1, -0.1], [-0.1, 0.3, -0.2], [-0.1, -0.2, 0.3]])
    assert message(np.diag(np.diag(right)), right).endswith(
        "Right on the diagonal, and 0 beside it: are the other entries left out?"
    )
    assert message(np.diag(right), right).endswith("Is it the diagonal alone, or was an axis summed away?")


def test_an_index_that_is_right_by_luck_is_no_hint() -> None:
    """The class 0 occurs nowhere, so its column is right where the -1 at the right class is forgotten."""
    right = values(0, (5, 4))
    got = right.copy()
    got[np.arange(5), [1, 2, 3, 1, 2]] += 1
    assert len(message(got, right).splitlines()) == 1
    dead = right**3 * [1, 1, 1, 0]  # the last column is 0 in both
    assert len(message(dead, right * [1, 1, 1, 0]).splitlines()) == 1


def test_integers_are_off_by_no_bias() -> None:
    right = np.array([[1, 5, 2], [1, 7, 3]])
    assert "bias" not in message(right + np.array([1, 0, 0]), right)


def test_one_number_in_each_row_says_nothing_about_a_factor() -> None:
    right = np.diag([1.0, 2.0, 3.0])
    assert "constant along" not in message(right * [2.0, 3.0, 5.0], right)


def test_a_mean_over_another_axis_is_told_of_declared_ones() -> None:
    right = values(0, (5, 7))
    text = message(right * 5 / 7, right, axes={0: "batch of 5", 1: "classes, 7"})
    assert text.endswith("a mean over axis 1 (classes, 7) in place of axis 0 (batch of 5)?")
    assert "in place of" not in message(right * 5 / 7, right)


def test_a_hundred_may_be_percent() -> None:
    assert "100 times too large: percent where a share was expected, " in message(83.0, 0.83)


def test_known_mistakes_are_told_instead_of_a_guess() -> None:
    right = values(0, (3, 4))
    mistakes = {"only the last example counts: `=` where `+=` is needed?": right[2:] * np.ones((3, 1))}
    text = message(np.broadcast_to(right[2], (3, 4)).copy(), right, mistakes=mistakes)
    assert text.endswith("\nOnly the last example counts: `=` where `+=` is needed?")
    assert text.count("\n") == 1
    assert "the last example" not in message(right**2, right, mistakes=mistakes)
    for unusable in (right[:2], np.full((3, 4), np.nan), "text"):
        with pytest.raises(ValueError, match="What a mistake gives is a finite array"):
            check.close(right, right, mistakes={"it": unusable})
    # Everything that can be done to two equal numbers and a third is nothing to tell.
    assert len(message(np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([[1.0, 0.0], [0.0, 1.0]])).splitlines()) == 1


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("place", [0, -1])
def test_one_right_index_says_nothing_certain_about_the_loop(axis: int, place: int) -> None:
    right = values(0, (4, 5))
    got = right**3
    np.moveaxis(got, axis, 0)[place] = np.moveaxis(right, axis, 0)[place]
    where = "index 0" if place == 0 else "the last index"
    assert message(got, right).splitlines()[1] == (
        f"Only {where} of axis {axis} is right: "
        "`=` where `+=` is needed, a loop that ends too early, one value used for all, or what comes from the other "
        "steps left out?"
    )


def test_a_right_corner_is_told_of_all_axes() -> None:
    right = values(0, (4, 5))
    got = right**3
    got[0], got[:, -1] = right[0], right[:, -1]
    assert "Only index 0 of axis 0 and the last index of axis 1 are right: " in message(got, right)


def test_a_width_computed_with_the_filters_height_misses_no_sum() -> None:
    right = values(0, (2, 3, 4, 1))
    too_wide = np.concatenate([right, np.zeros_like(right)], axis=3)  # the columns beyond the image stay 0
    text = message(too_wide, right)
    assert text.endswith(
        "Is the sum over axis 3 (size 2) missing, or axis 3 (size 2) too long (one index of it is right)?"
    )
    other = message(np.concatenate([right**2, right**3], axis=3), right)
    assert other.endswith("Is a sum or mean over axis 3 (size 2) missing, or is a size wrong?")


def test_a_missing_sum_over_one_of_two_equal_axes_is_told_of_both() -> None:
    square = values(0, (3, 3))
    assert message(square**2, square[0]).endswith("Is a sum or mean over axis 0 (size 3) or axis 1 (size 3) missing?")
    assert message(square, square.sum(1)).endswith("Is the sum over axis 1 (size 3) missing?")
    assert message(square[0], square).endswith("Is it the diagonal alone, or was an axis summed away?")


# --- not filled in ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "asked"),
    [(check.close, 1.0), (check.close, np.ones(3)), (check.equal, "relu"), (check.equal, (1, 2)), (check.equal, None),
     (check.equal, 3), (check.pair, 2), (check.keys, ["W1"])],
)  # fmt: skip
def test_three_dots_are_asked_whether_they_are_still_to_be_filled_in(function, asked) -> None:
    text = message(..., asked, function=function)
    assert "`...`" in text and text.endswith("\nIs this part not filled in yet?")


def test_three_dots_among_other_values() -> None:
    text = message((1, ...), (1, 2), function=check.equal)
    assert text == "result[1] is `...` where an integer was expected.\nIs this part not filled in yet?"
    assert message(..., function=check.number) == (
        "result is `...` where a number was expected.\nIs this part not filled in yet?"
    )
