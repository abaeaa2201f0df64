"""The picture of a gradient check: its words, its signs, and that it shows itself in a notebook."""

import numpy as np
import pytest

from coursekit.checking.gradients import GradientCheck, compare_along, gradient_check
from helpers.in_a_notebook import run_cells


def with_a_wrong_bias() -> GradientCheck:
    """An affine layer whose bias gradient is averaged."""
    rng = np.random.default_rng(0)
    inputs = {"x": rng.normal(size=(3, 4)), "w": rng.normal(size=(4, 5)), "b": rng.normal(size=5)}
    return gradient_check(lambda x, w, b: (x @ w + b, (x, w)), lambda d, c: (d @ c[1].T, c[0].T @ d, d.mean(0)), inputs)


def test_the_alternative_text_says_the_finding() -> None:
    result = with_a_wrong_bias()
    alt = result.picture.alt
    assert alt == (
        "Heat maps of the relative error of a gradient check, which failed. "
        "x: 12 entries right, all relative errors below 1e-6; w: 20 entries right, all relative errors below 1e-6; "
        "b: 5 of 5 entries wrong (the worst, at [0], by 0.67)."
    )


def test_panels_say_right_and_wrong_by_signs() -> None:
    result = with_a_wrong_bias()
    titles = [panel.get_title() for panel in result.picture.figure.axes]
    assert titles[:3] == [
        "✓ x (3, 4)\nall relative errors below 1e-6",
        "✓ w (4, 5)\nall relative errors below 1e-6",
        "✗ b (5,)\nlargest 0.67 at [0]",
    ]


@pytest.mark.parametrize("passes", [True, False])
def test_another_processors_rounding_shows_nowhere(passes: bool) -> None:
    """Sums in another order differ in the last digit, as they do between processors."""

    def check(order: list[int]) -> GradientCheck:
        rng = np.random.default_rng(0)
        inputs = {"x": rng.normal(size=(6, 4)), "w": rng.normal(size=(4, 5)), "b": rng.normal(size=5)}
        return gradient_check(
            lambda x, w, b: (sum(x[:, i : i + 1] * w[i] for i in order) + b, (x, w)),
            lambda d, c: (d @ c[1].T, c[0].T @ d, d.sum(0) if passes else d.mean(0)),
            inputs,
        )

    here, elsewhere = check([0, 1, 2, 3]), check([2, 0, 3, 1])
    assert here.passed is passes
    assert any(
        (here.errors[name] != elsewhere.errors[name]).any() for name in here.errors
    )  # there is something to hide
    assert str(here) == str(elsewhere)
    assert here.picture.alt == elsewhere.picture.alt
    assert here.picture.png == elsewhere.picture.png


def test_a_check_along_directions_says_so() -> None:
    compare_along(np.random.default_rng(0))
    try:
        result = gradient_check(lambda x: (np.sin(x), x), lambda d, x: d * np.cos(x), {"x": np.ones((2, 3))})
    finally:
        compare_along(None)
    assert "passed. x: 6 entries right, along 4 random directions." in result.picture.alt
    assert result.picture.figure.axes[0].get_title() == "✓ x (2, 3)\nalong 4 random directions"


@pytest.mark.parametrize("shape", [(), (1,), (40,), (2, 3, 4, 5), (1, 30), (60, 2), (1, 1)])
def test_every_shape_can_be_drawn(shape: tuple[int, ...]) -> None:
    x = np.random.default_rng(0).normal(size=shape)
    result = gradient_check(lambda x: (np.sin(x), x), lambda d, x: 2 * d * np.cos(x), {"x": np.array(x)})
    assert result.picture.png.startswith(b"\x89PNG")
    assert "wrong" in result.picture.alt


def test_a_notebook_shows_the_picture_and_the_text() -> None:
    code = (
        "import numpy as np\nfrom coursekit.checking.gradients import gradient_check\n"
        "result = gradient_check(lambda x: (np.sin(x), x), lambda d, x: d * np.sin(x), {'x': np.ones((2, 3))})\nresult"
    )
    shown, failed = run_cells(code, "result.assert_passed()")
    (picture,) = shown
    assert picture.data["text/plain"].startswith("Gradient check failed for x.")
    assert "image/png" in picture.data and "6 of 6 entries wrong" in picture.metadata["image/png"]["alt"]
    (error,) = failed
    assert error.ename == "CheckFailed" and len(error.traceback) == 1
    assert error.traceback[0].startswith("✗ Gradient check failed for x.")
