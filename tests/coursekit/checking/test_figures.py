"""What a function has drawn, in whichever way it shows its figure."""

import numpy as np
import pytest
from matplotlib import pyplot

from coursekit import drawn_images, pictures

IMAGES = [np.full((2, 3, 3), level) for level in (0.25, 0.75)]


def draw():
    figure = pyplot.figure()
    for place, image in enumerate(IMAGES, start=1):
        pyplot.subplot(1, 2, place)
        pictures.draw_image(image, f"image {place}")
    return figure


def picture():
    return pictures.Picture(draw(), "two images")


def left_open():
    draw()


def shown():
    draw()
    pyplot.show()


def in_two_figures():
    for place, image in enumerate(IMAGES, start=1):
        pyplot.figure()
        pictures.draw_image(image, f"image {place}")


@pytest.mark.parametrize("function", [picture, left_open, shown, in_two_figures])
def test_titles_and_pixels_are_found_and_no_figure_is_left(function):
    pyplot.figure()  # of somebody else
    drawn = drawn_images(function)
    assert [title for title, _ in drawn] == ["image 1", "image 2"]
    for (_, pixels), image in zip(drawn, IMAGES, strict=True):
        np.testing.assert_array_equal(pixels, image)
    assert pyplot.get_fignums() == []


def test_pyplot_is_as_before_also_after_a_fault():
    usual = pyplot.show, pyplot.Figure.savefig
    with pytest.raises(ZeroDivisionError):
        drawn_images(lambda: 1 / 0)
    assert (pyplot.show, pyplot.Figure.savefig) == usual
    assert drawn_images(lambda: None) == []
