"""The reference of homework 6 in TensorFlow against Keras's own optimizers; its checks compare with the formulas."""

from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.assignment import load
from autograder.roles import Role, grade_id, role

tf = pytest.importorskip("tensorflow")
FOLDER = Path(__file__).parents[2] / "solutions" / "hw6_optimizers"
KERAS = {
    "GD": lambda lr=0.01: tf.keras.optimizers.SGD(lr),
    "SGD": lambda lr=0.01: tf.keras.optimizers.SGD(lr),
    "AdaGrad": lambda lr=0.001: tf.keras.optimizers.Adagrad(lr),
    "Adam": lambda lr=0.001, beta1=0.9, beta2=0.999: tf.keras.optimizers.Adam(lr, beta1, beta2),
}


@cache
def reference() -> SimpleNamespace:
    """The names that the notebook's setup and answers define, experiments left out."""
    names: dict = {"__name__": "reference"}
    for cell in load(FOLDER).source("optimizers_tensorflow").cells:
        if role(cell) in (Role.SETUP, Role.ANSWER):
            exec(compile(cell.source, f"<{grade_id(cell)}>", "exec"), names)
    return SimpleNamespace(**names)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("GD", {}),
        ("SGD", {"lr": 0.05}),
        ("AdaGrad", {}),
        ("AdaGrad", {"lr": 0.1}),
        ("Adam", {}),
        ("Adam", {"lr": 0.1, "beta1": 0.6, "beta2": 0.8}),
    ],
)
def test_each_step_is_keras_own(name: str, settings: dict[str, float]):
    ours, rng = reference(), np.random.default_rng(0)
    start = ours.fresh_start(rng)
    mine, theirs = ours.model_at(*start), ours.model_at(*start)
    optimizer, keras = getattr(ours, name)(**settings), KERAS[name](**settings)
    for _ in range(20):
        X, y = map(tf.constant, ours.fresh_samples(rng, *start, 4 if name == "GD" else 1))
        optimizer.apply_gradient(optimizer.calculate_gradient(X, y, mine), mine)
        with tf.GradientTape() as tape:
            value = ours.loss(y, theirs(X))
        keras.apply_gradients(zip(tape.gradient(value, [theirs.w, theirs.b]), [theirs.w, theirs.b], strict=True))
        np.testing.assert_allclose(mine.w.numpy(), theirs.w.numpy(), rtol=1e-4)
        np.testing.assert_allclose(mine.b.numpy(), theirs.b.numpy(), rtol=1e-4)
