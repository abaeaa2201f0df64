"""Counted numbers compute what plain ones do, and count it."""

from collections import Counter

import numpy as np

from coursekit.checking.counting import Counted, counted


def test_every_operation_counts_once_and_gives_the_plain_result() -> None:
    tally: Counter[str] = Counter()
    x, y = counted(3.0, tally), counted(2.0, tally)
    for got, expected in (
        (x + y, 5), (x - y, 1), (x * y, 6), (x / y, 1.5), (x**2, 9), (-x, -3),
        (1 + x, 4), (1 - x, -2), (2 * x, 6), (6 / x, 2), (x * np.float64(2), 6),
    ):  # fmt: skip
        assert type(got) is Counted and got == expected
    assert x > y and not x < y
    assert tally == Counter(add=2, sub=2, mul=3, truediv=2, pow=1, neg=1, compare=2)


def test_the_results_of_counted_numbers_are_counted() -> None:
    tally: Counter[str] = Counter()
    x = counted(2.0, tally)
    assert (x * x + x) * x == 12
    assert tally == Counter(mul=2, add=1)


def test_a_matrix_product_counts_its_multiplications_and_additions() -> None:
    tally: Counter[str] = Counter()
    A, x = np.arange(6.0).reshape(2, 3), np.array([1.0, -1.0, 2.0])
    product = counted(A, tally) @ counted(x, tally)
    np.testing.assert_array_equal(product.astype(float), A @ x)
    assert tally == Counter(mul=6, add=4)


def test_relu_and_its_mask_count() -> None:
    tally: Counter[str] = Counter()
    q = counted(np.array([1.0, -2.0, 3.0]), tally)
    assert np.maximum(q, 0).tolist() == [1, 0, 3]
    assert (q * (np.array([1.0, -2.0, 3.0]) > 0)).tolist() == [1, 0, 3]
    assert tally == Counter(compare=3, mul=3)


def test_what_is_no_number_is_refused_and_not_counted() -> None:
    tally: Counter[str] = Counter()
    x = counted(1.0, tally)
    assert x.__add__("a") is NotImplemented
    assert not tally
