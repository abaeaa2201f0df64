"""What checks of a model need: parameters, fewer data, and the accuracy that the parameters really reach."""

from types import SimpleNamespace

import numpy as np
import pytest

from coursekit import accuracy_of, fewer_examples, set_parameters
from coursekit.checking.check import CheckFailed


class Linear:
    """Scores X @ W + b, for two features and three classes."""

    def __init__(self):
        self.params = {"W": np.zeros((2, 3)), "b": np.zeros(3)}

    def loss(self, X, y=None):
        return X @ self.params["W"] + self.params["b"]


W = np.array([[1.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
X, y = np.array([[3.0, 1.0], [1.0, 3.0], [-4.0, 1.0], [2.0, 1.0]]), np.array([0, 1, 2, 1])


def test_a_model_gets_copies():
    model, parameters = Linear(), {"W": W.copy()}
    set_parameters(model, parameters)
    model.params["W"][0, 0] = 7
    assert parameters["W"][0, 0] == 1 and not model.params["b"].any()


def test_fewer_data_keep_the_first_examples_of_each_part():
    data = {"name": "digits", "X_train": np.arange(10), "y_train": np.arange(10), "X_val": np.arange(6)}
    data |= {"y_val": np.arange(6), "X_test": np.arange(4)}
    few = fewer_examples(data, train=3, validation=2)
    assert {key: len(few[key]) for key in few if key != "name"} == {
        "X_train": 3, "y_train": 3, "X_val": 2, "y_val": 2, "X_test": 1,
    }  # fmt: skip
    assert few["name"] == "digits" and len(data["X_train"]) == 10


def test_the_accuracy_is_that_of_the_parameters_and_not_of_the_model():
    class Boaster(Linear):
        def loss(self, X, y=None):
            raise AssertionError("the model itself is never asked")

    model = Boaster()
    set_parameters(model, {"W": W, "b": np.zeros((1, 3))})
    assert accuracy_of(model, Linear(), X, y) == 0.75
    many = np.tile(X, (400, 1)), np.tile(y, 400)  # in several parts
    assert accuracy_of(model, Linear(), *many) == 0.75


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"W": W}, "b"),
        ({"W": W, "b": np.zeros(4)}, "the number of entries"),
        ({"W": np.full((2, 3), np.nan), "b": np.zeros(3)}, "W"),
        ({"W": W.tolist(), "b": np.zeros(3)}, "W"),
        ("no dictionary", "params"),
    ],
)
def test_parameters_that_are_none_are_told(params, told):
    with pytest.raises(CheckFailed, match=told):
        accuracy_of(SimpleNamespace(params=params), Linear(), X, y)
