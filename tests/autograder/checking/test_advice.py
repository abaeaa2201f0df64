"""Advice about exceptions: for what NumPy, PyTorch and Python really say, and never a word of what they said."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from test_examination import COMPARE, verdict

from autograder.checking.advice import _ADVICE, advice, own_words
from autograder.checking.examination import _raised
from autograder.checking.standins import StudentError

TWO = np.ones((2, 3))
RAISED = {
    "truth value": (lambda: bool(TWO > 0), "`.any()`, `.all()`"),
    "truth value of a tensor": (lambda: bool(torch.ones(2) > 0), "`.any()`, `.all()`"),
    "broadcast": (lambda: TWO + np.ones((3, 2)), "The shapes of two arrays"),
    "broadcast in place": (lambda: np.add(np.ones(3), TWO, out=np.ones(3)), "The shapes of two arrays"),
    "broadcast of tensors": (lambda: torch.ones(2, 3) + torch.ones(3, 2), "The shapes of two arrays"),
    "product": (lambda: TWO @ TWO, "inner sizes"),
    "dot": (lambda: TWO.dot(TWO), "inner sizes"),
    "product of tensors": (lambda: torch.ones(2, 3) @ torch.ones(2, 3), "inner sizes"),
    "attribute of None": (lambda: None.shape, "is None"),
    "index of None": (lambda: dict.get({}, 0)[0], "is None"),
    "sum with None": (lambda: 1 + None, "'NoneType'"),
    "attribute of a tuple": (lambda: (TWO, TWO).shape, "is a tuple"),
    "three dots": (lambda: 1 + ..., "not filled in yet?"),
    "index": (lambda: TWO[2], "beyond the end"),
    "index of a list": (lambda: [1, 2][2], "beyond the end"),
    "called": (lambda: TWO(1), "is called"),
    "array for a number": (lambda: float(TWO), "one number"),
}


@pytest.mark.parametrize("mistake", RAISED)
@pytest.mark.filterwarnings("ignore")
def test_what_libraries_say_has_its_advice_and_is_not_repeated(mistake: str) -> None:
    raises, words = RAISED[mistake]
    with pytest.raises(Exception) as caught:
        raises()
    text, name = str(caught.value), type(caught.value).__name__
    said = advice(text)
    if mistake == "sum with None":  # the text names both types, and says nothing of which is wrong
        assert words in text and said is None
        return
    assert said is not None and words in said
    assert _raised(StudentError(name, text, None), "").message == f"Your code raised {name}. {said}"


@pytest.mark.parametrize(
    ("mistake", "known", "told"),
    [
        (lambda: undefined_name, "x = undefined_name", True),  # noqa: F821
        (lambda: undefined_name, "x = another_name", False),  # noqa: F821
        (lambda: {}["W1"], 'params["W1"]', True),
        (lambda: {}[7.25], "7.25", False),
        (lambda: np.nothing_there, "np is numpy, and nothing_there", True),
        (lambda: [].shape, "x.shape", True),
        (lambda: dict(1, 2, 3), "dict(1, 2, 3)", False),
    ],
)
def test_pythons_own_words_are_quoted_about_names_that_somebody_has_written(mistake, known, told) -> None:
    with pytest.raises(Exception) as caught:
        mistake()
    text = str(caught.value)
    assert own_words(type(caught.value).__name__, text, known) == (text if told else None)
    message = _raised(StudentError(type(caught.value).__name__, text, None), known).message
    assert (f": {text}." in message) == told


@given(st.text("abc_7 .'"), st.sampled_from(["NameError", "KeyError", "AttributeError", "TypeError", "ValueError"]))
def test_nothing_else_of_an_exception_is_quoted(secret: str, kind: str) -> None:
    for text in (
        secret,
        f"name '{secret}' is not defined",
        f"'{secret}'",
        f"f() got an unexpected keyword argument '{secret}'",
    ):
        assert own_words(kind, text, "") is None or secret == ""


@given(st.text(), st.sampled_from(["", "'NoneType' object ", "could not be broadcast ", "index 7 is out of bounds "]))
def test_of_a_text_that_a_student_chooses_nothing_but_the_choice_of_a_sentence_arrives(secret: str, sign: str) -> None:
    verdict = _raised(StudentError("ValueError", f"{sign}{secret}", None), "")
    sentences = {"Your code raised ValueError.", *(f"Your code raised ValueError. {text}" for text in _ADVICE.values())}
    assert verdict.message in sentences


@pytest.mark.parametrize(
    ("answer", "check", "message"),
    [
        (
            "def double(x):\n    return ...",
            COMPARE,
            "result is `...` where an array of shape (3, 2) was expected.\nIs this",
        ),
        (
            "def double(x):\n    return x + np.ones((7, 2))",
            COMPARE,
            'Your code raised ValueError in your line "return x + np.ones((7, 2))". The shapes of two arrays do not',
        ),
        (
            "def double(x):\n    return None",
            "check.equal(double(np.ones(3)).shape, (3,))",
            "The check could not use what your code returned (AttributeError). A value there is None: does",
        ),
    ],
)
def test_a_graded_check_gives_the_advice(answer: str, check: str, message: str) -> None:
    assert verdict(answer, check).message.startswith(message)
