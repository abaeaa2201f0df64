"""The gradient check: right passes pass, wrong ones fail with a reason, kinks cost nothing, nothing is changed."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursekit.checking.check import CheckFailed
from coursekit.checking.gradients import gradient_check, loss_gradient_check, numerical_gradients


def affine(x, w, b):
    return x @ w + b, (x, w)


def affine_backward(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)


def relu(x):
    return np.maximum(x, 0), x


def relu_backward(dout, x):
    return dout * (x > 0)


def softmax_loss(x, y):
    shifted = x - x.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(len(x))
    dx = np.exp(logs)
    dx[rows, y] -= 1
    return -logs[rows, y].mean(), dx / len(x)


def inputs(seed: int = 0) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {"x": rng.normal(size=(3, 4)), "w": rng.normal(size=(4, 5)), "b": rng.normal(size=5)}


def failure(*args, **kwargs) -> str:
    with pytest.raises(CheckFailed) as caught:
        gradient_check(*args, **kwargs)
    return str(caught.value)


# --- right ones -------------------------------------------------------------------------------------------------


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**9), st.floats(1e-3, 1e3))
def test_a_right_backward_pass_passes_at_every_scale(seed: int, scale: float) -> None:
    here = {name: scale * value for name, value in inputs(seed).items()}
    result = gradient_check(affine, affine_backward, here, rng=np.random.default_rng(seed))
    result.assert_passed()
    assert result.passed and set(result.errors) == {"x", "w", "b"}
    assert all(result.errors[name].shape == value.shape for name, value in here.items())
    assert str(result) == "Gradient check passed: x, w, b (all relative errors below 1e-6)."


def test_the_numerical_gradient_is_the_derivative() -> None:
    x = np.random.default_rng(0).normal(size=(2, 3))
    found = numerical_gradients(lambda a: np.sin(a["x"]).sum() * a["k"], {"x": x, "k": np.array(3.0)})
    np.testing.assert_allclose(found["x"], 3 * np.cos(x), rtol=1e-8)
    np.testing.assert_allclose(found["k"], np.sin(x).sum(), rtol=1e-8)


@pytest.mark.parametrize(
    ("f", "derivative"),
    [
        (lambda x: np.exp(30 * x), lambda x: 30 * np.exp(30 * x)),  # strongly curved, and no kink
        (lambda x: np.sin(x) + 1e6, lambda x: np.cos(x)),  # a large constant
        (lambda x: 1e-9 * x**3, lambda x: 3e-9 * x**2),
        (lambda x: 0 * x, lambda x: 0 * x),
        (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    ],
)
def test_curved_large_small_and_constant_functions_are_no_kinks(f, derivative) -> None:
    x = np.linspace(-1.3, 1.2, 7)
    result = gradient_check(lambda x: (f(x), x), lambda dout, x: derivative(x) * dout, {"x": x})
    result.assert_passed()
    assert result.left_out == {"x": 0}


def test_float32_integers_and_read_only_inputs_are_taken_as_float64_copies() -> None:
    here = {name: value.astype(np.float32) for name, value in inputs().items()}
    here["x"] = np.arange(12).reshape(3, 4)
    here["x"].flags.writeable = False
    seen = []

    def forward(x, w, b):
        seen.append({x.dtype, w.dtype, b.dtype})
        return affine(x, w, b)

    gradient_check(forward, affine_backward, here).assert_passed()
    assert set().union(*seen) == {np.dtype(np.float64)}


def test_bias_gradients_may_keep_the_axis_of_size_one() -> None:
    def keepdims(dout, cache):
        dx, dw, _ = affine_backward(dout, cache)
        return dx, dw, dout.sum(axis=0, keepdims=True)

    gradient_check(affine, keepdims, inputs()).assert_passed()
    gradient_check(affine, affine_backward, {**inputs(), "b": np.ones((1, 5))}).assert_passed()


def test_lists_and_numbers_are_accepted_where_they_mean_the_same() -> None:
    gradient_check(lambda x: ((x**2).sum(), x), lambda dout, x: [2 * x * dout], {"x": np.ones(3)}).assert_passed()
    square = gradient_check(lambda x: (float(x) ** 2, x), lambda dout, x: float(2 * x * dout), {"x": np.array(3.0)})
    square.assert_passed()


# --- kinks ------------------------------------------------------------------------------------------------------


def test_entries_at_kinks_are_left_out_and_counted() -> None:
    x = np.array([[-1.0, 0.0, 2.0], [3e-6, -2e-6, 1.0], [0.5, -0.5, 8e-6]])
    for backward in (relu_backward, lambda dout, x: dout * (x >= 0)):
        result = gradient_check(relu, backward, {"x": x})
        result.assert_passed()
        assert result.left_out == {"x": 3}  # and of 8e-6 half the step says enough
        assert np.isnan(result.errors["x"])[[0, 1, 1], [1, 0, 1]].all()
        assert "Left out, because the function has a kink there: 3 of x." in str(result)


def test_kinks_of_a_maximum() -> None:
    x = np.array([[1.0, 1.0, 0.3], [2.0, 5.0, 5.0], [1.0, 2.0, 3.0]])
    result = gradient_check(
        lambda x: (x.max(axis=1), x), lambda dout, x: dout[:, None] * (x == x.max(axis=1, keepdims=True)), {"x": x}
    )
    assert result.left_out == {"x": 4}
    result.assert_passed()


def test_a_wrong_gradient_beside_a_kink_is_still_wrong() -> None:
    x = np.array([-1.0, 0.0, 2.0, 3.0])
    result = gradient_check(relu, lambda dout, x: np.where(x == 3, 2, 1) * relu_backward(dout, x), {"x": x})
    assert not result.passed
    assert "1 of 3 entries differ; the worst is at [3]" in str(result)


def test_nothing_passes_where_nothing_can_be_checked() -> None:
    result = gradient_check(relu, relu_backward, {"x": np.zeros((2, 2))})
    assert not result.passed
    assert "4 of 4 entries lie at a kink" in str(result)
    assert "too little could be checked" in result.picture.alt
    mostly = gradient_check(relu, relu_backward, {"x": np.array([0.0, 0.0, 0.0, 1.0, 2.0])})
    assert mostly.largest_error("x") == 0 and not mostly.passed
    gradient_check(relu, relu_backward, {"x": np.array([0.0, 0.0, -1.0, 1.0])}).assert_passed()
    jumps = gradient_check(lambda x: (np.round(1e7 * x), x), lambda dout, x: 0 * x, {"x": np.linspace(0.1, 1, 9)})
    assert not jumps.passed


# --- wrong ones -------------------------------------------------------------------------------------------------

WRONG = {
    "db not summed": (lambda d, c: (*affine_backward(d, c)[:2], d.sum(1)), "The gradient of b has shape (3,) where"),
    "db not summed, same shape": (lambda d, c: (*affine_backward(d, c)[:2], d[0]), "The gradient of b: 5 of 5"),
    "db a mean": (
        lambda d, c: (*affine_backward(d, c)[:2], d.mean(0)),
        "3 times too small: a factor 3 forgotten, a mean",
    ),
    "dw divided by N": (
        lambda d, c: (d @ c[1].T, c[0].T @ d / 3, d.sum(0)),
        "3 times too small: a factor 3 forgotten, a mean",
    ),
    "dw twice": (
        lambda d, c: (d @ c[1].T, 2 * c[0].T @ d, d.sum(0)),
        "2 times too large: a factor 2 too many,",
    ),
    "dx flipped": (lambda d, c: (-d @ c[1].T, c[0].T @ d, d.sum(0)), "The sign is flipped: here, or in affine?"),
    "zeros": (lambda d, c: tuple(0 * g for g in affine_backward(d, c)), "Every entry is 0"),
    "one entry": (
        lambda d, c: (d @ c[1].T + 1e-3 * (np.indices((3, 4)).sum(0) == 5), c[0].T @ d, d.sum(0)),
        "The gradient of x: 1 of 12 entries differ; the worst is at [2, 3]",
    ),
    "dx transposed": (
        lambda d, c: (c[1] @ d.T, c[0].T @ d, d.sum(0)),
        "(4, 3) where (3, 4) was expected.\nTransposed, or",
    ),
    "dx and dw exchanged": (lambda d, c: (c[0].T @ d, d @ c[1].T, d.sum(0)), "The gradient of x has shape (4, 5)"),
    "the upstream gradient for b": (lambda d, c: (d @ c[1].T, c[0].T @ d, d), "Is a sum or mean over axis 0 (size 3)"),
    "None": (lambda d, c: None, "should return 3 gradients, of x, w, b, but returned None"),
    "one gradient": (lambda d, c: d @ c[1].T, "but returned an array of shape (3, 4)."),
    "two gradients": (lambda d, c: affine_backward(d, c)[:2], "but returned 2 values."),
    "None among them": (lambda d, c: (*affine_backward(d, c)[:2], None), "The gradient of b is None"),
    "a list of numbers": (lambda d, c: (*affine_backward(d, c)[:2], [1.0] * 5), "The gradient of b is a list of 5"),
    "nan": (lambda d, c: (*affine_backward(d, c)[:2], d.sum(0) * np.nan), "The gradient of b is nan"),
    "integers": (lambda d, c: (*affine_backward(d, c)[:2], np.ones(5, int)), "The gradient of b is made of integers"),
    "empty": (lambda d, c: (*affine_backward(d, c)[:2], np.empty(0)), "The gradient of b is an array without entries"),
    "an object": (lambda d, c: object(), "but returned an object of type `object`."),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_a_wrong_backward_pass_fails_with_its_reason(mistake: str) -> None:
    backward, words = WRONG[mistake]
    here = inputs(3)
    with pytest.raises(CheckFailed) as caught:
        gradient_check(affine, backward, here).assert_passed()
    assert words in re.sub(r" at \[\d+\]", "", str(caught.value)) or words in str(caught.value)


def test_a_failed_check_says_what_is_right_as_well() -> None:
    result = gradient_check(affine, lambda d, c: (d @ c[1].T, c[0].T @ d, d.mean(0)), inputs())
    lines = str(result).splitlines()
    assert lines[0] == "Gradient check failed for b."
    assert re.fullmatch(
        r"The gradient of b: 5 of 5 entries differ; the worst is at \[\d\]: got .*, numerically .*\.", lines[1]
    )
    assert lines[2].startswith("3 times too small")
    assert lines[3] == "Right: x, w (all relative errors below 1e-6)."


@pytest.mark.parametrize(
    ("forward", "words"),
    [
        (lambda x: None, "the forward function should return 2 values, but returned None.\nDoes the function end with"),
        (lambda x: np.maximum(x, 0), "should return 2 values, but returned an array of shape (2, 3)."),
        (lambda x: ([[1.0]], x), "The output of the forward function is a list of 1"),
        (lambda x: (np.log(-abs(x)), x), "the output of the forward function is nan (6 of 6 entries"),
        (lambda x: (x[:0], x), "without entries"),
        (lambda x: (x * np.random.random(x.shape), x), "gives another result for the same inputs"),
    ],
)
@pytest.mark.filterwarnings("ignore:invalid value")
def test_a_wrong_forward_pass_fails_with_its_reason(forward, words: str) -> None:
    assert words.lower() in failure(forward, relu_backward, {"x": np.ones((2, 3))}).lower()


def test_functions_are_called_by_their_names() -> None:
    def my_forward(x):
        return x

    assert failure(my_forward, relu_backward, {"x": np.ones(2)}).startswith("my_forward should return 2 values")


def test_a_forward_pass_whose_shape_changes() -> None:
    calls = []

    def forward(x):
        calls.append(1)
        return x[: max(1, 4 - len(calls))], x

    assert "shape (3,), then (2,)" in failure(forward, lambda d, x: x, {"x": np.ones(3)})


def test_errors_of_the_students_code_pass_through() -> None:
    def forward(x):
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        gradient_check(forward, relu_backward, {"x": np.ones(3)})


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["x", "w", "b"]), st.floats(1e-4, 10), st.booleans())
def test_no_entry_off_by_more_than_the_tolerance_passes(seed: int, name: str, by: float, above: bool) -> None:
    rng = np.random.default_rng(seed)

    def backward(dout, cache):
        gradients = dict(zip("xwb", affine_backward(dout, cache), strict=True))
        entry = rng.integers(gradients[name].size)
        gradients[name].flat[entry] += by * (1 if above else -1) * np.abs(gradients[name]).max()
        return tuple(gradients.values())

    assert not gradient_check(affine, backward, inputs(seed)).passed


# --- which side is wrong ----------------------------------------------------------------------------------------


def summed_loss(x):
    """A loss that should be a mean over 5 examples; its gradient is the right one."""
    return (x**2).sum(), 2 * x / 5


FIVE = np.random.default_rng(0).normal(size=(5, 3))


def test_a_wrong_loss_is_told_before_its_gradient_is_looked_at() -> None:
    expected = float((FIVE**2).sum() / 5)
    text = failure(summed_loss, lambda dout, dx: dout * dx, {"x": FIVE}, expected=expected, axes={0: "batch of 5"})
    assert text.startswith("The output of summed_loss: got ")
    assert "a sum over axis 0 (batch of 5) where a mean was expected" in text
    assert text.endswith("Gradients are compared once this is right.") and "The gradient of" not in text
    with pytest.raises(CheckFailed, match="The loss: got "):
        loss_gradient_check(lambda a: summed_loss(a["x"])[0], {"x": FIVE}, {}, expected=expected)


def test_where_the_right_loss_is_not_known_both_sides_may_be_wrong() -> None:
    text = str(gradient_check(summed_loss, lambda dout, dx: dout * dx, {"x": FIVE}))
    assert "5 times too small: a factor 5 forgotten, a mean over 5, or a mistake in summed_loss?" in text
    flipped = loss_gradient_check(lambda a: (a["x"] ** 2).sum(), {"x": FIVE}, {"x": -2 * FIVE})
    assert "The sign is flipped: here, or in the loss?" in str(flipped)


def test_a_gradient_is_to_blame_alone_where_the_loss_is_known_to_be_right() -> None:
    loss = float((FIVE**2).sum())
    known = {"expected": loss, "axes": {0: "batch of 5", 1: "features, 3"}}
    wrong = loss_gradient_check(lambda a: (a["x"] ** 2).sum(), {"x": FIVE}, {"x": 2 * FIVE / 5}, **known)
    assert "5 times too small: a mean over axis 0 (batch of 5), or a factor 5 forgotten?" in str(wrong)
    flipped = loss_gradient_check(lambda a: (a["x"] ** 2).sum(), {"x": FIVE}, {"x": -2 * FIVE}, **known)
    assert "The sign is flipped.\n" in str(flipped) + "\n"


def test_a_loss_that_is_no_number_is_told_before_gradients_that_are_wrong_as_well() -> None:
    for gradients in ([FIVE], {}, {"x": None}):
        with pytest.raises(CheckFailed, match="The loss is None where a number was expected"):
            loss_gradient_check(lambda a: None, {"x": FIVE}, gradients)


def test_gradients_that_are_not_filled_in() -> None:
    with pytest.raises(CheckFailed, match=r"returned `...`.\nIs this part not filled in yet\?"):
        gradient_check(relu, lambda dout, x: ..., {"x": FIVE})
    with pytest.raises(CheckFailed, match=r"should return 3 gradients.* `...`.\nIs this part not filled in yet\?"):
        gradient_check(affine, lambda dout, x: ..., inputs())
    with pytest.raises(CheckFailed, match=r"The gradient of b is `...` where .*\nIs this part not filled in yet\?"):
        gradient_check(affine, lambda d, c: (*affine_backward(d, c)[:2], ...), inputs())


# --- nothing is changed -----------------------------------------------------------------------------------------


def test_functions_that_work_in_place_change_nothing_of_the_callers() -> None:
    def forward(x):
        cache = x > 0
        x *= cache
        return x, cache

    def backward(dout, cache):
        dx = dout * cache
        dout[:] = 7
        return dx

    x = np.random.default_rng(0).normal(size=(3, 4))
    before = x.copy()
    result = gradient_check(forward, backward, {"x": x})
    result.assert_passed()
    assert (x == before).all() and result.left_out == {"x": 0}


def test_read_only_results_are_never_written_into() -> None:
    def frozen(*arrays):
        for array in arrays:
            array.flags.writeable = False
        return arrays

    def forward(x, w, b):
        out, cache = affine(x, w, b)
        return frozen(out)[0], cache

    gradient_check(forward, lambda d, c: frozen(*affine_backward(d, c)), inputs()).assert_passed()


def test_the_same_call_gives_the_same_numbers_and_rng_others() -> None:
    first, again = (gradient_check(affine, affine_backward, inputs()) for _ in range(2))
    other = gradient_check(affine, affine_backward, inputs(), rng=np.random.default_rng(1))
    assert (first.numerical["w"] == again.numerical["w"]).all()
    assert (first.claimed["b"] != other.claimed["b"]).any()


def test_large_inputs_are_sampled() -> None:
    calls = []

    def forward(x):
        calls.append(1)
        return relu(x)

    result = gradient_check(forward, relu_backward, {"x": np.random.default_rng(0).normal(size=(50, 40))})
    result.assert_passed()
    assert int((~np.isnan(result.errors["x"])).sum()) == 250
    assert result.left_out == {"x": 0}
    assert len(calls) <= 2 * 250 + 10
    wrong = gradient_check(relu, lambda d, x: 2 * relu_backward(d, x), {"x": np.ones((20, 30))}, most_entries=40)
    assert "40 of 40 entries differ" in str(wrong) and "factor 2 too many" in str(wrong)
    place = [int(i) for i in re.search(r"worst is at \[(\d+), (\d+)\]", str(wrong)).groups()]
    assert tuple(place) == wrong.worst("x")


# --- losses of named arrays -------------------------------------------------------------------------------------


def test_a_scalar_loss() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(5, 3)), rng.integers(0, 3, 5)
    dx = softmax_loss(x, y)[1]
    loss_gradient_check(lambda a: softmax_loss(a["x"], y)[0], {"x": x}, {"x": dx, "more": None}).assert_passed()
    wrong = loss_gradient_check(lambda a: softmax_loss(a["x"], y)[0], {"x": x}, {"x": 5 * dx})
    assert (
        "5 times too large: a factor 5 too many, a sum over 5 where a mean was expected, or a mistake in the loss?"
        in str(wrong)
    )


class Model:
    def __init__(self) -> None:
        rng = np.random.default_rng(0)
        self.params = {"W": rng.normal(size=(4, 3)), "b": rng.normal(size=3)}

    def loss(self, x, y):
        scores, cache = affine(x, self.params["W"], self.params["b"])
        loss, dscores = softmax_loss(scores, y)
        _, dw, db = affine_backward(dscores, cache)
        return loss, {"W": dw, "b": db}


def test_a_model_is_left_as_it_was_found() -> None:
    model, rng = Model(), np.random.default_rng(1)
    x, y = rng.normal(size=(6, 4)), rng.integers(0, 3, 6)
    before = {name: value.copy() for name, value in model.params.items()}

    def loss(params):
        model.params.update(params)
        return model.loss(x, y)[0]

    result = loss_gradient_check(loss, dict(model.params), model.loss(x, y)[1])
    result.assert_passed()
    assert all((model.params[name] == before[name]).all() for name in before)


@pytest.mark.parametrize(
    ("loss", "gradients", "words"),
    [
        (lambda a: None, {"x": np.ones(2)}, "The loss is None where a number was expected"),
        (lambda a: a["x"], {"x": np.ones(2)}, "The loss has shape (2,)"),
        (lambda a: float("nan"), {"x": np.ones(2)}, "The loss is nan"),
        (lambda a: a["x"].sum(), [np.ones(2)], "The gradients are a list of 1 where a dictionary was expected."),
        (lambda a: a["x"].sum(), {"w": np.ones(2)}, "The gradients lack x."),
        (lambda a: a["x"].sum(), {"x": None}, "The gradient of x is None"),
        (lambda a: a["x"].sum(), {"x": np.ones((2, 1))}, "The gradient of x has shape (2, 1)"),
    ],
)
def test_a_wrong_loss_or_dictionary_fails_with_its_reason(loss, gradients, words: str) -> None:
    with pytest.raises(CheckFailed) as caught:
        loss_gradient_check(loss, {"x": np.ones(2)}, gradients)
    assert words in str(caught.value)


def test_unusable_settings_are_the_authors_mistake() -> None:
    for unusable in ({"step": 0}, {"step": -1}, {"tolerance": 0}, {"tolerance": 2}, {"most_entries": 0}):
        with pytest.raises(ValueError):
            gradient_check(relu, relu_backward, {"x": np.ones(3)}, **unusable)
    with pytest.raises(ValueError):
        loss_gradient_check(lambda a: 0.0, {}, {})


# --- gradients of each other ------------------------------------------------------------------------------------


def test_two_exchanged_gradients_are_told() -> None:
    x, a, b = (np.random.default_rng(seed).normal(size=(3,)) for seed in range(3))
    right = {"a": x**2, "b": x**3}
    swapped = {"a": right["b"], "b": right["a"]}
    text = str(loss_gradient_check(lambda p: float((p["a"] * x**2 + p["b"] * x**3).sum()), {"a": a, "b": b}, swapped))
    assert "The gradient of a is that of b: are two exchanged?" in text
    assert "The gradient of b is that of a: are two exchanged?" in text


def test_the_shape_of_another_gradient_is_told() -> None:
    exchanged = lambda dout, cache: affine_backward(dout, cache)[::-1]  # noqa: E731
    with pytest.raises(CheckFailed, match=r"\nThat is the shape of b: are two gradients exchanged\?"):
        gradient_check(affine, exchanged, {"x": np.ones((4, 3)), "w": np.ones((3, 2)), "b": np.ones(2)})


def test_messages_name_what_the_check_says_the_output_is_that_of() -> None:
    def helper(x):
        return x.sum(), x

    def wrong(dout, x):
        return np.full(x.shape, 4.0) * dout

    text = str(gradient_check(helper, wrong, {"x": np.ones((2, 3))}, name="softmax_loss"))
    assert "a mistake in softmax_loss" in text and "helper" not in text
    text = str(loss_gradient_check(lambda p: p["x"].sum(), {"x": np.ones(3)}, {"x": np.full(3, 4.0)}, name="The cost"))
    assert "a mistake in the cost" in text


def test_several_wrong_gradients_are_listed_as_a_sentence() -> None:
    ones = {name: np.ones(2) for name in ("x", "w", "b")}
    text = str(loss_gradient_check(lambda p: float(sum((v**2).sum() for v in p.values())), ones, ones))
    assert text.startswith("Gradient check failed for x, w and b.")


def test_an_output_in_float32_is_told_as_a_possible_reason() -> None:
    def rounded(x):
        return np.float32(x**2).astype(np.float64), x

    def backward(dout, x):
        return 2 * x * dout

    text = str(gradient_check(rounded, backward, {"x": np.linspace(1000, 2000, 5)}))
    assert text.endswith("The result is the same for other x: is it never used, or is something float32?")
    text = str(gradient_check(lambda x: (np.round(x, 5), x), lambda dout, x: dout, {"x": np.full(4, 0.123455)}))
    assert "too many to say that it is right.\nIs something computed in float32, or rounded?" in text
