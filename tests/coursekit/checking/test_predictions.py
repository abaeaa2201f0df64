"""A file of predictions: what is accepted, and what is said about everything that can be wrong with it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit import check, predictions

LABELS = np.random.RandomState(0).randint(0, 10, 200)
ROWS = [f"{number},{label}" for number, label in enumerate(LABELS)]


def written(rows: list[str] = ROWS, head: str = "Id,Category", end: str = "\n") -> bytes:
    return end.join([head, *rows, ""]).encode()


def graded(data: bytes) -> None:
    predictions.check_accuracy(predictions.read(data, count=200), LABELS, full=0.75, half=0.7)


def test_what_is_not_a_files_content_is_named():
    with pytest.raises(check.CheckFailed, match="is an array of shape"):
        predictions.read(np.zeros((2, 2)), count=2)


def with_right(count: int) -> bytes:
    """A file with this many right predictions."""
    return written([f"{i},{label if i < count else (label + 1) % 10}" for i, label in enumerate(LABELS)])


@pytest.mark.parametrize(
    "data",
    [
        written(),
        written().rstrip(),
        written(end="\r\n"),
        written(end="\r"),
        b"\xef\xbb\xbf" + written(end="\r\n"),
        written().decode().encode("utf-16"),
        written([f"{row}.0" for row in ROWS]),
        written([row.replace(",", ";") for row in ROWS], "Id;Category"),
        written([row.replace(",", "\t") for row in ROWS], "Id\tCategory"),
        written(['"{}","{}"'.format(*row.split(",")) for row in ROWS], '"Id","Category"'),
        written([row.replace(",", " , ") for row in ROWS], "id, category"),
        written([*ROWS, "", " , ", ""]),
        written(ROWS[::-1]),
    ],
    ids=[
        *("as asked", "no end", "CRLF", "CR", "byte order mark", "UTF-16", "floats", "semicolons", "tabs", "quotes"),
        *("spaces", "blank lines", "reversed"),
    ],
)
def test_what_other_systems_write_is_the_same_file(data):
    assert predictions.read(data, count=200).tolist() == LABELS.tolist()
    assert predictions.read(data, count=200).dtype == np.int64
    graded(data)


def changed(line: str, at: int = -1) -> bytes:
    rows = list(ROWS)
    rows[at] = line
    return written(rows)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b" \r\n\n", "is empty"),
        (written([]), "has 0 predictions where 200 were expected"),
        (b"PK\x03\x04...", "a spreadsheet (.xlsx)"),
        (b"\xd0\xcf\x11\xe0...", "a spreadsheet (.xls)"),
        (b"\x80\x04\x95", "a pickle"),
        (b"Id,Category\n0,\xff\n", "is not text"),
        (b"Id,Category\n0,\x00\n", "is not text"),
        (written()[12:], "begins with a prediction"),
        (written(head="Category,Id"), "columns are exchanged"),
        (written([f"{n},{row}" for n, row in enumerate(ROWS)], ",Id,Category"), "`index=False`"),
        (written(head="id,label"), "'id,label' where Id,Category was expected"),
        (
            written(ROWS[:192]),
            "192 predictions where 200 were expected; the first Id without one is 192.\nDoes the loop",
        ),
        (written(ROWS[:50] + ROWS[60:]), "190 predictions where 200 were expected; the first Id without one is 50."),
        (
            written([f"{n},3" for n in range(250)]),
            "250 predictions where 200 were expected.\nAre these predictions for",
        ),
        (written([f"{n + 1},3" for n in range(200)]), "begin with 0"),
        (changed("7,3"), "Id 7 occurs in 2 lines"),
        (changed("-1,3"), "line 201: Id is -1"),
        (changed("2000,3"), "line 201: Id is 2000 where ids from 0 to 199, each once, were expected; the first Id"),
        (changed("nan,3"), "line 201: Id is 'nan' where an integer was expected"),
        (changed("inf,3"), "line 201: Id is 'inf' where an integer was expected"),
        (changed("1e300,3"), "line 201: Id is '1e300'"),
        (changed("199"), "line 201 has 1 value where 2 were expected"),
        (changed("199,"), "line 201: Category is empty where an integer was expected"),
        (
            changed("199,cat"),
            "line 201: Category is 'cat' where an integer was expected: write the number of the class",
        ),
        (changed("199,0.93"), "line 201: Category is '0.93' where an integer was expected"),
        (changed("199,10"), "line 201: Category is 10 where a class from 0 to 9 was expected."),
        (changed("199,-1"), "line 201: Category is -1 where a class from 0 to 9 was expected."),
        (written([f"{n},{n}" for n in range(200)]), "Category repeats Id in every line"),
        (written([f"{n},{n % 10 + 1}" for n in range(200)]), "do they begin with 1 instead of 0?"),
        (written([f"{n}" + ",0.1" * 10 for n in range(200)]), "line 2 has 11 values"),
        (written([f"{n}" + ",0.1" * 10 for n in range(200)]), "scores of 10 classes"),
        (b'Id,Category\n"0,' + b"x" * 200_000, "cannot be read"),
    ],
)
def test_what_is_wrong_with_a_file_is_named(data, said):
    with pytest.raises(check.CheckFailed) as failure:
        graded(data)
    assert str(failure.value).count("predictions.csv") == 1
    assert said in str(failure.value)


@pytest.mark.parametrize(
    ("predicted", "said"),
    [
        (np.full(200, 3), "All predictions are class 3."),
        (np.roll(LABELS, 1), "the prediction for the image before it"),
        (np.roll(LABELS, -1), "the prediction for the image after it"),
        ((LABELS + 1) * (LABELS < 9), "one too large"),
        (np.maximum(LABELS - 1, 0), "one too small"),
        (LABELS[::-1], "reverse order"),
        (np.random.RandomState(1).permutation(LABELS), "does the loader of the test images shuffle?"),
    ],
)
def test_a_low_accuracy_comes_with_what_may_explain_it(predicted, said):
    with pytest.raises(check.CheckFailed) as failure:
        graded(written([f"{number},{label}" for number, label in enumerate(predicted)]))
    assert "of 200 predictions are right" in str(failure.value)
    assert said in str(failure.value)


def test_points_at_and_beside_the_bounds():
    graded(with_right(150))  # exactly 75 %
    for right in (149, 140):  # exactly 70 %
        with pytest.raises(check.PartialCredit) as partly:
            graded(with_right(right))
        assert partly.value.fraction == 0.5
    with pytest.raises(check.CheckFailed, match=r"139 of 200 predictions are right \(69.50 %\)") as failure:
        graded(with_right(139))
    assert not isinstance(failure.value, check.PartialCredit)


@given(st.one_of(st.binary(max_size=300), st.text(alphabet='0123456789.-,;\n\r\t "eIdCategory', max_size=300)))
def test_any_other_content_is_refused_with_a_sentence(content):
    data = content if isinstance(content, bytes) else b"Id,Category\n" + content.encode()
    with pytest.raises(check.CheckFailed, match=r"predictions\.csv"):
        predictions.read(data, count=200)


def test_a_mistake_in_the_check_is_no_failure_of_the_student():
    for labels, bounds in ((LABELS[:5], {}), (LABELS, {"half": 0.8}), (LABELS[:0], {})):
        with pytest.raises(ValueError, match="Nothing to compare"):
            predictions.check_accuracy(LABELS, labels, **{"full": 0.75, "half": 0.7, **bounds})
