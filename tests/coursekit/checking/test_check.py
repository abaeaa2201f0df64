"""The comparator: what passes, what never does, and what its messages say."""

import math
from collections import OrderedDict, defaultdict

import numpy as np
import pytest
from hostile import OBJECTS
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from coursekit.checking import check, plain
from helpers.in_a_notebook import run_cells

ONES = np.ones((3, 4))
NUMBERS = st.floats(-1e6, 1e6).filter(lambda x: x == 0 or abs(x) > 1e-6)
SHAPES = hnp.array_shapes(min_dims=0, max_dims=4, max_side=4)
FLOATS = hnp.arrays(np.float64, SHAPES, elements=NUMBERS)


def values(seed: int = 0, shape: tuple[int, ...] = (3, 4)) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape)


def message(function, *args, **kwargs) -> str:
    with pytest.raises(check.CheckFailed) as failure:
        function(*args, **kwargs)
    return str(failure.value)


# --- what never passes ------------------------------------------------------------------------------------------

QUESTIONS = {
    "close": lambda got: check.close(got, ONES),
    "close, other shapes": lambda got: check.close(got, ONES, shapes=[(4, 3), (12,)]),
    "close, wide tolerance": lambda got: check.close(got, ONES, rtol=100, atol=1e300),
    "close, number": lambda got: check.close(got, 1.0),
    "close, integer": lambda got: check.close(got, 1),
    "close, boolean": lambda got: check.close(got, True),
    "close, integers": lambda got: check.close(got, np.ones((3, 4), int)),
    "close, booleans": lambda got: check.close(got, np.ones((3, 4), bool)),
    "array": lambda got: check.array(got, shape=(3, 4)),
    "array, any shape of two axes": lambda got: check.array(got, shape=(None, None), kind="fib"),
    "number": lambda got: check.number(got),
    "at_least": lambda got: check.at_least(got, -1e300),
    "at_most": lambda got: check.at_most(got, 1e300),
    "equal, text": lambda got: check.equal(got, "relu"),
    "equal, integer": lambda got: check.equal(got, 1),
    "equal, tuple": lambda got: check.equal(got, (1, "a")),
    "equal, list": lambda got: check.equal(got, [[1]]),
    "keys": lambda got: check.keys(got, ["W1", "b1"]),
    "unchanged": lambda got: check.unchanged(ONES, got),
    "pair": lambda got: check.pair(got, 2),
}

# A finite array of another shape is a fair answer to "an array of two axes", a huge integer to "a number".
FAIR = {
    ("array, any shape of two axes", "broadcastable_row"),
    ("pair", "nested_lists"),
}


@pytest.mark.parametrize("trick", OBJECTS)
@pytest.mark.parametrize("question", QUESTIONS)
def test_no_trick_passes_or_runs_code(question: str, trick: str) -> None:
    if (question, trick) in FAIR:
        return
    text = message(QUESTIONS[question], OBJECTS[trick]())
    assert len(text) < 400
    assert "<b>" not in text and "`\n`" not in text


def test_nothing_of_a_hostile_key_is_run() -> None:
    hostile = OBJECTS["trap_as_a_key"]()
    hostile["b1"] = 2
    assert "has no entry 'W1'" in message(check.keys, hostile, ["W1", "b1"])
    assert "under keys that are no text" in message(check.keys, hostile, ["b1"], extra_ok=False)


@given(FLOATS, SHAPES)
def test_no_other_shape_passes(expected: np.ndarray, shape: tuple[int, ...]) -> None:
    assume(shape != expected.shape)
    got = np.full(shape, expected.flat[0])
    message(check.close, got, expected, rtol=10, atol=1e9)
    message(check.close, np.broadcast_to(expected.flat[0], shape), expected, rtol=10, atol=1e9)


@given(FLOATS, st.sampled_from([np.nan, np.inf, -np.inf]), st.data())
def test_no_entry_that_is_not_finite_passes(expected: np.ndarray, bad: float, data: st.DataObject) -> None:
    got = expected.copy()
    got.flat[data.draw(st.integers(0, got.size - 1))] = bad
    assert "overflow" in message(check.close, got, expected, rtol=10, atol=1e9).lower()
    message(check.array, got)


@given(FLOATS, st.sampled_from([int, bool, complex, object, "U8", "S8", "M8[s]"]))
@pytest.mark.filterwarnings("ignore")
def test_no_other_kind_passes_for_floats(expected: np.ndarray, dtype: object) -> None:
    got = np.ones_like(expected).astype(dtype)
    message(check.close, got, np.ones_like(expected))
    message(check.array, got)


@given(FLOATS)
def test_floats_do_not_pass_for_integers_nor_integers_for_booleans(floats: np.ndarray) -> None:
    integers = np.ones_like(floats, dtype=int)
    message(check.close, integers.astype(float), integers)
    message(check.close, integers, integers.astype(bool))
    message(check.close, integers.astype(bool), integers)


@given(FLOATS, st.floats(1.01, 1e6), st.booleans(), st.data())
def test_no_entry_beyond_the_tolerance_passes(
    expected: np.ndarray, times: float, above: bool, data: st.DataObject
) -> None:
    rtol, atol = 1e-5, 1e-8
    entry = data.draw(st.integers(0, expected.size - 1))
    got = expected.copy()
    got.flat[entry] += (1 if above else -1) * times * (atol + rtol * abs(expected.flat[entry]))
    text = message(check.close, got, expected, rtol=rtol, atol=atol)
    if expected.size > 1:
        assert f"1 of {expected.size} entries differ" in text
        assert str([int(i) for i in np.unravel_index(entry, expected.shape)]) in text


def test_integers_are_compared_exactly_even_where_floats_cannot_tell_them_apart() -> None:
    check.close(2**53 + 1, 2**53 + 1)
    message(check.close, 2**53 + 1, 2**53)
    message(check.close, np.array([2**63], np.uint64), np.array([-(2**63)]))
    message(check.close, np.array([0, 10**9 + 1]), np.array([0, 10**9]))
    check.close(np.array([3, 4], np.uint8), np.array([2, 5]), atol=1)
    message(check.close, np.array([3, 4], np.uint8), np.array([1, 5]), atol=1)


def test_two_infinite_distances_are_not_close() -> None:
    message(check.close, np.array([1e308]), np.array([-1e308]), rtol=10)


# --- what passes ------------------------------------------------------------------------------------------------


@given(FLOATS)
def test_every_array_is_close_to_itself(array: np.ndarray) -> None:
    check.close(array.copy(), array)
    check.close(np.asfortranarray(array) if array.ndim else array, array)
    check.close(array.astype(">f8"), array)
    read_only = array.copy()
    read_only.flags.writeable = False
    check.close(read_only, array)
    assert (check.array(read_only, shape=array.shape) == array).all()


@given(FLOATS)
def test_float32_passes_within_a_tolerance_it_can_reach(array: np.ndarray) -> None:
    check.close(array.astype(np.float32), array, rtol=1e-6)


@given(hnp.arrays(st.sampled_from([np.int64, np.uint8, np.int32, bool]), SHAPES))
def test_integers_and_booleans_equal_themselves(array: np.ndarray) -> None:
    check.close(array.copy(), array)
    check.equal(array.copy(), array)


@pytest.mark.parametrize("one", [1.5, np.float64(1.5), np.float32(1.5), np.array(1.5), np.longdouble(1.5)])
def test_every_form_of_a_number_passes_for_a_number(one: object) -> None:
    check.close(one, 1.5)
    check.close(1.5, one)
    check.at_least(one, 1.5)
    check.at_most(one, 1.5)
    assert check.number(one) == 1.5 and type(check.number(one)) is float


def test_only_declared_alternative_shapes_pass() -> None:
    row = values(shape=(5,))
    check.close(row[None], row, shapes=[(1, 5)])
    check.close(row, row, shapes=[(1, 5)])
    message(check.close, row[:, None], row, shapes=[(1, 5)])
    assert "where (5,) or (1, 5) was expected" in message(check.close, row[:, None], row, shapes=[(1, 5)])
    check.close(np.array([2.0]), 2.0, shapes=[(1,)])


def test_an_array_has_the_shape_and_kind_asked() -> None:
    assert check.array(ONES, shape=(None, 4)).shape == (3, 4)
    assert check.array(np.ones(3, int), kind="fi").dtype.kind == "i"
    assert check.array(np.empty((0, 4)), shape=(0, 4)).size == 0
    assert check.array(2.0, shape=()) == 2
    for shape in ((3,), (None,), (4, 3), (None, 5), (None, None, None), ()):
        message(check.array, ONES, shape=shape)
    message(check.array, 2.0)


def test_the_returned_array_is_a_copy() -> None:
    array = values()
    verified = check.array(array)
    array[:] = 0
    assert verified.all()


def test_equal_takes_numpys_numbers_but_no_other_types() -> None:
    check.equal((np.int64(3), [True, None], "a"), (3, [True, None], "a"))
    for got, expected in ((1.0, 1), (True, 1), (1, True), ([1], (1,)), ((1,), [1]), ((1, 2), (1,)), ("a ", "a")):
        message(check.equal, got, expected)
    assert "result[1][0] is the text 'b'" in message(check.equal, (1, ("b",)), (1, ("a",)))


def test_dictionaries_of_the_standard_library_have_keys() -> None:
    for mapping in ({"W1": 1, "b1": 2}, OrderedDict(W1=1, b1=2), defaultdict(int, W1=1, b1=2)):
        check.keys(mapping, ["W1", "b1"], extra_ok=False)
        assert "'W1'" in message(check.keys, mapping, ["b1"], extra_ok=False)


def test_registered_views_stand_for_dictionaries_and_lists() -> None:
    class View(dict):
        pass

    class Listed(list):
        pass

    class Handle:
        pass

    message(check.keys, View(W1=1), ["W1"])
    message(check.pair, Listed([1, 2]), 2)
    check.register(View, like=dict)
    check.register(Listed, like=list)
    check.register(Handle, describe=lambda handle: "an object of type `Layer`<script>")
    check.keys(View(W1=1), ["W1"])
    assert check.pair(Listed([1, 2]), 2) == (1, 2)
    assert "result is an object of type `Layer`script where" in message(check.close, Handle(), 1.0)
    with pytest.raises(ValueError):
        check.register(Handle, like=set)


def test_unchanged_sees_every_change() -> None:
    before = values()
    check.unchanged(before, before.copy(), name="x")
    after = before.copy()
    after[2, 1] += 1e-12
    assert "x was changed in place by your function: at [2, 1]" in message(check.unchanged, before, after, name="x")
    message(check.unchanged, before, before[:2])
    message(check.unchanged, before, before.astype(np.float32))
    with_nan = np.array([np.nan, 1.0])
    check.unchanged(with_nan, with_nan.copy())


# --- conclusions ------------------------------------------------------------------------------------------------


def test_conclusions(capsys: pytest.CaptureFixture) -> None:
    check.passed("fc_forward: the output")
    assert capsys.readouterr().out == "✓ fc_forward: the output\n"
    assert message(check.fail, "no") == "no"
    with pytest.raises(check.PartialCredit, match="half of it") as part:
        check.partial(0.5, "half of it")
    assert part.value.fraction == 0.5 and isinstance(part.value, check.CheckFailed)
    for fraction in (0, 1, -0.5, 2, math.nan):
        with pytest.raises(ValueError):
            check.partial(fraction, "no")


def test_every_comparison_is_counted() -> None:
    before = check.comparisons()
    check.close(1.0, 1.0)
    check.at_least(1.0, 0.0)
    assert check.comparisons() >= before + 2
    before = check.comparisons()
    check.pair((1, 2), 2)
    check.array(ONES)
    check.number(1.0)
    assert check.comparisons() == before  # these only say what kind of thing it is


def test_mistakes_of_the_author_are_no_failures_of_the_student() -> None:
    for expected in (np.empty(0), np.empty((3, 0)), np.array([1.0, np.nan]), math.inf):
        with pytest.raises(ValueError):
            check.close(expected, expected)
    for expected in ("text", [1.0], None, np.ma.array([1.0]), 1j, np.array(["a"]), 10**30):
        with pytest.raises(TypeError):
            check.close(expected, expected)
    for settings in ({"rtol": -1}, {"atol": math.nan}, {"rtol": math.inf}, {"shapes": [(2, 5)]}, {"shapes": [(None,)]}):
        with pytest.raises((ValueError, TypeError)):
            check.close(ONES, ONES, **settings)
    with pytest.raises(TypeError):
        check.equal(1.0, 1.0)
    with pytest.raises(ValueError):
        check.at_least(1.0, math.nan)
    with pytest.raises(ValueError):
        check.unchanged(np.empty(0), np.empty(0))


def test_names_of_types_are_cleaned() -> None:
    assert plain.type_name(OBJECTS["named_by_a_text_of_its_own"]()) == ("Layerb" * 30)[:40]
    assert plain.type_name(OBJECTS["trapped_class"]()) == "Layer"


def test_jupyter_shows_the_message_and_no_traceback() -> None:
    outputs = run_cells(
        "import numpy as np\nfrom coursekit import check\nexpected = np.array([[0.5, -1.5], [2.0, 1.0], [3.0, 0.1]])",
        "check.close(3 * expected, expected, name='dx')",
        "check.partial(0.5, 'fc_backward: dx and dw are right, db is not.')",
        "check.close(expected, expected)\ncheck.passed('dx')",
    )
    (shown,) = outputs[1]
    text = "dx: 6 of 6 entries differ; the worst is at [2, 0]: got 9, expected 3."
    assert shown.ename == "CheckFailed" and shown.evalue.startswith(text)
    hint = "3 times too large: a factor 3 too many, or a sum over 3 where a mean was expected?"
    assert shown.traceback == [f"✗ {text}\n{hint}"]
    assert outputs[2][0].traceback == ["✗ fc_backward: dx and dw are right, db is not."]
    assert [output.text for output in outputs[3]] == ["✓ dx\n"]


def test_entries_of_a_list() -> None:
    assert check.entries([1, None], 2) == (1, None)
    assert message(check.entries, (1, 2, 3), 1, name="x") == "x has 3 entries where 1 was expected."
    assert message(check.entries, [1], 2, name="x") == "x has 1 entry where 2 were expected."
    assert message(check.entries, "ab", 2, name="x").startswith("x is the text 'ab' where a list of 2 was expected.")
    assert message(check.pair, [1, 2], 1, name="f") == "f should return 1 value, but returned 2."


def test_minus_zero_is_zero_in_messages() -> None:
    assert "got 0, expected -7.5" in message(check.close, -0.0, -7.5)
