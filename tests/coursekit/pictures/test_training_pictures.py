"""The pictures of the Iris notebook: the flowers, losses, settings, and what a network sees where."""

from functools import cache

import numpy as np
import pytest

from coursekit import load_iris, pictures
from coursekit.pictures import Picture


def softmax(Z):
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def by_petal_length(X):
    return softmax(np.column_stack([5 - X[:, 2], np.zeros(len(X)), 2 * X[:, 2] - 10]))


@cache
def every_picture() -> dict[str, Picture]:
    data = load_iris()
    combinations, losses = [(0.01, 4), (0.1, 4), (0.1, 8)], [0.5, 0.25, float("inf")]
    return {
        "flowers": pictures.flowers(data),
        "softmax_curves": pictures.softmax_curves(softmax),
        "loss_of_probability": pictures.loss_of_probability(lambda Y, P: -(Y * np.log(P)).sum(), lambda Y, P: -Y / P),
        "gradient_sizes": pictures.gradient_sizes({"tanh": [0.1, 0.2], "ReLU": [0.3, 0.4]}),
        "loss_curves": pictures.loss_curves({"train_loss": [1.0, 0.5, 0.4], "val_loss": [1.1, 0.6, 0.7]}),
        "settings_grid": pictures.settings_grid(combinations, losses, 1),
        "decision_regions": pictures.decision_regions(by_petal_length, data),
        "loss_surface": pictures.loss_surface(lambda a, b: 0.1 + a * a + b * b),
    }


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("flowers", "90 flowers of three species"),
        ("softmax_curves", "from 0.00067 to 0.99"),
        ("loss_of_probability", "falls from 3.9 at 0.02"),
        ("gradient_sizes", "ReLU: 3.0e-01 in the first layer, 4.0e-01 in the last"),
        ("loss_curves", "its lowest value, 0.600, is in epoch 2"),
        ("settings_grid", "0.1 and 8: diverged. Chosen: 0.1 and 4"),
        ("decision_regions", "Of 30 validation flowers it mistakes"),
        ("loss_surface", "After training it is 0.1"),
    ],
)
def test_each_picture_says_what_it_shows(name, said):
    picture = every_picture()[name]
    assert picture.png.startswith(b"\x89PNG")
    assert said in picture.alt


def test_a_training_that_diverged_at_once_has_a_picture():
    picture = pictures.loss_curves({"train_loss": [np.inf], "val_loss": [np.inf]})
    assert "diverged" in picture.alt


def test_a_table_of_losses_that_all_diverged_has_a_picture():
    picture = pictures.settings_grid([(1.0, 4), (2.0, 4)], [np.inf, np.inf], 0)
    assert "1 and 4: diverged" in picture.alt
