"""The gradient check of the examiner: along random directions it says what it says entry by entry, with fewer calls."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_gradient_check import WRONG, affine, affine_backward, inputs, relu, relu_backward, softmax_loss

from coursekit.checking.check import CheckFailed
from coursekit.checking.gradients import GradientCheck, compare_along, gradient_check, loss_gradient_check

FEWEST = 2 + 4 * 4 + 1  # calls: two at the points, four for each of four directions, one to see whether it repeats


@pytest.fixture(autouse=True)
def _along_directions() -> Iterator[None]:
    compare_along(np.random.default_rng(0))
    yield
    compare_along(None)


class Counted:
    """A function that counts its calls."""

    def __init__(self, function) -> None:
        self.function, self.calls = function, 0

    def __call__(self, *args):
        self.calls += 1
        return self.function(*args)


def network(sizes: list[int], activation: str):
    """Forward and backward of a smooth network of these sizes: its output by its input and all its parameters."""
    f, slope = {
        "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
        "sin": (np.sin, np.cos),
        "square": (np.square, lambda z: 2 * z),
        "softplus": (lambda z: np.logaddexp(0, z), lambda z: 1 / (1 + np.exp(-z))),
    }[activation]

    def forward(x, *weights):
        cache = []
        for w in weights:
            cache.append((x, w, x @ w))
            x = f(x @ w)
        return x, cache

    def backward(dout, cache):
        gradients = []
        for x, w, z in reversed(cache):
            dz = dout * slope(z)
            gradients.append(x.T @ dz)
            dout = dz @ w.T
        return dout, *reversed(gradients)

    return forward, backward


sizes = st.lists(st.integers(1, 6), min_size=2, max_size=4)
activations = st.sampled_from(["tanh", "sin", "square", "softplus"])


def points(sizes: list[int], rng: np.random.Generator) -> dict[str, np.ndarray]:
    shapes = [(3, sizes[0]), *pairwise(sizes)]
    return {f"a{n}": rng.normal(size=shape) / np.sqrt(shape[0]) for n, shape in enumerate(shapes)}


def calls_for_right_gradients(seed: int, sizes: list[int], activation: str, scale: float) -> int:
    """How often the forward pass of a right network is called, whose gradients pass."""
    rng = np.random.default_rng(seed)
    compare_along(rng)
    forward, backward = network(sizes, activation)
    counted = Counted(lambda *arrays: (scale * forward(*arrays)[0], forward(*arrays)[1]))
    result = gradient_check(counted, lambda dout, cache: backward(scale * dout, cache), points(sizes, rng), rng=rng)
    result.assert_passed()
    return counted.calls


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**9), sizes, activations, st.floats(1e-3, 1e3))
def test_right_gradients_of_smooth_functions_pass(seed, sizes, activation, scale) -> None:
    """Where a function bends so much that a direction is in doubt, after a look at each entry."""
    calls_for_right_gradients(seed, sizes, activation, scale)


@pytest.mark.parametrize("activation", ["tanh", "sin", "square", "softplus"])
def test_a_few_calls_do_for_a_network(activation) -> None:
    assert calls_for_right_gradients(0, [5, 6, 4], activation, 1.0) == FEWEST


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**9), sizes, activations, st.sampled_from([1e-5, 1e-3, 1.0]), st.integers(1, 3), st.booleans())
def test_entries_off_by_more_than_the_tolerance_fail_as_they_do_one_by_one(
    seed, sizes, activation, by, entries, mirrored
) -> None:
    """A hundredth of an input's largest gradient is what small entries are measured by: errors relative to it show."""
    rng = np.random.default_rng(seed)
    forward, backward = network(sizes, activation)
    here = points(sizes, rng)
    wrong = int(rng.integers(len(here)))
    places = rng.choice(here[f"a{wrong}"].size, min(entries, here[f"a{wrong}"].size), replace=False)

    def off(dout, cache):
        gradients = backward(dout, cache)
        error = by * max(np.abs(gradients[wrong]).max() / 100, 1e-4)
        # Errors of one size: in half of all signs two of them would cancel each other.
        gradients[wrong].flat[places] += error * np.where(np.arange(len(places)) % 2 == mirrored, 1, -1)
        return gradients

    def check() -> GradientCheck:
        return gradient_check(forward, off, here, rng=np.random.default_rng(seed))

    compare_along(rng)
    along = check()
    compare_along(None)
    assert along.passed is check().passed


@pytest.mark.parametrize("mistake", WRONG)
def test_a_mistake_gets_the_message_that_a_notebook_shows(mistake: str) -> None:
    def message() -> str:
        with pytest.raises(CheckFailed) as caught:
            gradient_check(affine, WRONG[mistake][0], inputs(3)).assert_passed()
        return str(caught.value)

    along = message()
    compare_along(None)
    assert along == message()


def test_the_number_of_calls_does_not_grow_with_the_inputs() -> None:
    rng = np.random.default_rng(0)
    here = {"x": rng.normal(size=(30, 40)), "w": rng.normal(size=(40, 50)), "b": rng.normal(size=50)}
    forward = Counted(affine)
    result = gradient_check(forward, affine_backward, here, rng=rng)
    result.assert_passed()
    assert forward.calls == FEWEST
    assert str(result) == "Gradient check passed: x, w, b (along 4 random directions)."


def test_a_kink_on_the_way_costs_calls_but_nothing_else() -> None:
    x = np.array([[-1.0, 0.0, 2.0], [3e-5, -2e-5, 1.0], [0.5, -0.5, 8e-5]])
    for backward in (relu_backward, lambda dout, x: dout * (x >= 0)):
        result = gradient_check(relu, backward, {"x": x})
        result.assert_passed()
        assert result.left_out == {"x": 1}
    assert not gradient_check(relu, relu_backward, {"x": np.zeros((2, 2))}).passed
    jumps = gradient_check(lambda x: (np.round(1e7 * x), x), lambda dout, x: 0 * x, {"x": np.linspace(0.1, 1, 9)})
    assert not jumps.passed


def test_a_function_that_is_not_defined_farther_on_costs_nothing() -> None:
    x = np.array([3e-5, 2.0, 5.0])

    def log(x):
        if (x <= 0).any():
            raise ValueError("math domain error")
        return np.log(x), x

    gradient_check(log, lambda dout, x: dout / x, {"x": x}, tolerance=0.2).assert_passed()


def test_a_loss_that_draws_random_numbers_is_told_so() -> None:
    noise = np.random.default_rng(0)
    with pytest.raises(CheckFailed, match="gives another result for the same inputs"):
        gradient_check(lambda x: (x * noise.normal(), x), relu_backward, {"x": np.ones(3)})


def test_a_model_is_left_as_it_was_found_and_the_checks_own_numbers_are_not_drawn() -> None:
    rng, mine = np.random.default_rng(1), np.random.default_rng(1)
    x, y = rng.normal(size=(5, 3)), np.array([0, 1, 2, 1, 0])
    mine.normal(size=(5, 3))
    seen = []

    def loss(arrays):
        seen.append(arrays["x"].copy())
        return softmax_loss(arrays["x"], y)[0]

    loss_gradient_check(loss, {"x": x}, {"x": softmax_loss(x, y)[1]}, rng=rng).assert_passed()
    assert (seen[-1] == x).all() and len(seen) == FEWEST - 1
    assert rng.random() == mine.random()
