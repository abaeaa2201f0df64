"""Pictures of optimizers on their way: what they say, that the moving one moves, and the same bytes each time."""

import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from coursekit import pictures
from helpers.in_a_notebook import run_cells

SVG = "{http://www.w3.org/2000/svg}"


def bowl(a, b):
    return a**2 + 4 * b**2


PATHS = {
    "GD": np.array([[2.0, 1.0], [1.0, -1.0], [0.5, 0.5]]),
    "Adam": np.array([[2.0, 1.0], [1.5, 0.5]]),
}


def moving() -> ElementTree.Element:
    return ElementTree.fromstring(pictures.animated_paths(bowl, PATHS).svg)


def test_paths_say_from_which_loss_to_which_they_lead():
    picture = pictures.paths_over_contours({"a bowl": (bowl, PATHS)}, finding="It falls.")
    assert picture.png.startswith(b"\x89PNG")
    assert "a bowl: the loss goes from 8 to 1.2 (GD), 3.2 (Adam). It falls." in picture.alt


def test_a_path_ends_before_its_first_number_that_is_not_finite():
    paths = {"GD": np.array([[2.0, 1.0], [1.0, 1.0], [np.inf, 0.0], [0.0, 0.0]])}
    assert "from 8 to 5 (GD)" in pictures.paths_over_contours({"": (bowl, paths)}).alt
    with pytest.raises(ValueError, match="not finite"):
        pictures.animated_paths(bowl, {"GD": np.array([[np.nan, 0.0]])})


def test_step_sizes_are_told_for_the_first_step():
    assert "GD: 1 and 2; Adam: 0.5 and 0.5" in pictures.step_sizes(PATHS).alt


def test_the_animation_walks_all_paths_in_step_and_rests_at_their_ends():
    walks = [element.get("values").split(";") for element in moving().iter(f"{SVG}animateTransform")]
    assert len(walks) == 2
    first, second = walks
    assert len(first) == len(second), "all walk as long"
    assert first[0] == second[0] and first[0] != first[1]
    assert first[2:] == first[-1:] * len(first[2:]) and second[1:] == second[-1:] * len(second[1:])


def test_where_nothing_moves_the_animation_shows_the_ends():
    root = moving()
    marks = [g for g in root.iter(f"{SVG}g") if g.find(f"{SVG}animateTransform") is not None]
    for mark in marks:
        end = mark.find(f"{SVG}animateTransform").get("values").split(";")[-1]
        assert mark.get("transform") == f"translate({end})"


def test_noise_between_processors_changes_no_byte():
    noisy = {name: path * (1 + 1e-13) for name, path in PATHS.items()}
    assert pictures.animated_paths(bowl, PATHS).svg == pictures.animated_paths(bowl, noisy).svg


def test_the_animation_has_its_words_in_the_picture_and_beside_it():
    animation = pictures.animated_paths(bowl, {"a < b": PATHS["GD"], 'the "best"': PATHS["Adam"]})
    root = ElementTree.fromstring(animation.svg)
    assert root.get("role") == "img" and root.get("aria-label") == animation.alt == repr(animation)
    data, metadata = animation._repr_mimebundle_()
    assert data == {"image/svg+xml": animation.svg, "text/plain": animation.alt}
    assert metadata["image/svg+xml"]["alt"] == animation.alt
    assert not re.search(r"<script|href", animation.svg)


def test_a_notebook_shows_it_as_svg():
    code = (
        "import numpy as np\nfrom coursekit import pictures\n"
        "pictures.animated_paths(lambda a, b: a * a + b * b, {'GD': np.array([[1.0, 1.0], [0.5, 0.0]])})"
    )
    (shown,) = run_cells(code)[0]
    assert shown.data["image/svg+xml"].startswith("<svg")


def test_objectives_that_are_not_finite_are_told():
    picture = pictures.objective_curves({"Adam": [2.3, 1.0, 0.25], "RMSprop": [2.3, np.nan, np.inf]})
    assert "over 2 epochs: Adam goes from 2.30 to 0.250; RMSprop goes from 2.30 to no finite number" in picture.alt


def test_a_sweep_tells_which_rates_diverged():
    picture = pictures.rate_sweep({"Adam": {0.01: 0.5, 0.1: 1.0, 1.0: np.inf, 10.0: 99.0}}, start=2.0)
    assert "before it is 2.00. Adam: 0.5 at 0.01, 1 at 0.1, diverged at 1, diverged at 10." in picture.alt
