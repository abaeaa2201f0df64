"""The reference of homework 6 in TensorFlow against Keras's own optimizers; its checks compare with the formulas."""

import numpy as np
import pytest

from helpers.reference import reference_of

tf = pytest.importorskip("tensorflow")
KERAS = {
    "GD": lambda lr=0.01: tf.keras.optimizers.SGD(lr),
    "SGD": lambda lr=0.01: tf.keras.optimizers.SGD(lr),
    "AdaGrad": lambda lr=0.001: tf.keras.optimizers.Adagrad(lr),
    "Adam": lambda lr=0.001, beta1=0.9, beta2=0.999: tf.keras.optimizers.Adam(lr, beta1, beta2),
}


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
    ours, rng = reference_of("hw6_optimizers", "optimizers_tensorflow"), np.random.default_rng(0)
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
