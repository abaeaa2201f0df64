"""Pictures of maps: what they draw comes from what they are given, and their words say what there is to see."""

from io import BytesIO

import numpy as np
from PIL import Image

from coursekit import pictures


def test_numbers_are_written_into_their_cells_and_told_in_words():
    picture = pictures.number_maps(
        {"a": np.array([[1.0, -2.5], [0.0, 3.0]]), "b": np.array([[7.0]])},
        frames={"a": [(1, 0, 1, 2)]},
        finding="Two maps.",
    )
    left, right = picture.figure.axes
    assert [text.get_text() for text in left.texts] == ["1", "−2.5", "0", "3"]
    assert [text.get_position() for text in left.texts] == [(0, 0), (1, 0), (0, 1), (1, 1)]
    assert [text.get_text() for text in right.texts] == ["7"]
    (box,) = left.patches
    assert (box.get_xy(), box.get_width(), box.get_height()) == ((-0.5, 0.5), 2, 1)
    assert picture.alt == "Two maps. The numbers, row by row. a: 1 -2.5 / 0 3; b: 7."


def test_negative_and_positive_numbers_differ_in_colour_and_zero_is_pale():
    (axes,) = pictures.number_maps({"a": np.array([[-1.0, 0.0, 1.0]])}, finding="Three.").figure.axes
    low, zero, high = axes.images[0].to_rgba(axes.images[0].get_array())[0]
    assert low[2] > low[0] and high[0] > high[2], "blue below 0, red above"
    assert zero[:3].min() > 0.95


def test_frames_that_lie_on_each_other_can_be_told_apart():
    boxes = [(0, 0, 2, 2), (0, 0, 2, 2)]
    (axes,) = pictures.number_maps({"a": np.eye(2)}, frames={"a": boxes}, finding="Framed twice.").figure.axes
    outer, inner = axes.patches
    assert inner.get_width() < outer.get_width() and inner.get_edgecolor() != outer.get_edgecolor()


def test_maps_keep_photographs_as_they_are_and_scale_each_signed_map_for_itself():
    photo = np.linspace(0, 1, 60).reshape(4, 5, 3)
    ramp = np.linspace(-3, 1, 20).reshape(4, 5)
    picture = pictures.image_maps({"photo": photo, "ramp": ramp, "ten times": 10 * ramp}, finding="A ramp.", columns=2)
    shown = [axes.images[0] for axes in picture.figure.axes if axes.images]
    np.testing.assert_array_equal(shown[0].get_array(), photo)
    np.testing.assert_array_equal(shown[1].get_array(), ramp)
    limits = [image.get_clim() for image in shown[1:]]
    assert limits[0][0] == -limits[0][1] and np.allclose(limits[1], 10 * np.array(limits[0]))
    assert picture.alt == "3 images: photo (4 by 5); ramp (4 by 5); ten times (4 by 5). A ramp."


def test_maps_that_show_noise_say_so():
    for noisy in (True, False):
        picture = pictures.image_maps({"a": np.ones((2, 3))}, finding="Noise.", shows_noise=noisy)
        assert picture._repr_mimebundle_()[1]["image/png"].get("shows_noise", False) is noisy


def test_grey_maps_begin_at_black_for_zero():
    (axes,) = pictures.image_maps({"a": np.array([[1.0, 3.0]])}, signed=False, finding="Grey.").figure.axes
    assert axes.images[0].get_clim() == (0, 3)


def test_maps_of_zeros_are_drawn():
    picture = pictures.image_maps({"none": np.zeros((3, 3))}, finding="Nothing in it.")
    pictures.number_maps({"none": np.zeros((3, 3))}, finding="Nothing in it.")
    assert Image.open(BytesIO(picture.png)).format == "PNG"


def test_the_same_maps_give_the_same_bytes():
    panels = {"a": np.random.default_rng(0).normal(size=(6, 4)), "b": np.eye(3)}
    for draw in (pictures.image_maps, pictures.number_maps):
        assert draw(panels, finding="Twice.").png == draw(panels, finding="Twice.").png
