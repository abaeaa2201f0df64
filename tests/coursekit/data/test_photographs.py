"""The photographs that come with scikit-learn."""

import numpy as np
import pytest

from coursekit.data.photographs import PHOTOGRAPHS, photograph


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_photograph_has_three_channels_between_zero_and_one(name):
    pixels = photograph(name)
    assert pixels.shape == (427, 640, 3) and pixels.dtype == np.float64
    assert 0 <= pixels.min() < 0.1 and 0.9 < pixels.max() <= 1


def test_it_is_the_picture_of_scikit_learns_own_loader():
    from sklearn.datasets import load_sample_image

    np.testing.assert_array_equal(photograph("china"), load_sample_image("china.jpg") / 255)


def test_a_reduced_one_has_the_means_of_squares():
    small, large = photograph("flower", reduced=4), photograph("flower")
    assert small.shape == (107, 160, 3)  # the last row of squares is cut short
    np.testing.assert_allclose(small[5, 9], large[20:24, 36:40].mean(axis=(0, 1)), atol=0.5 / 255)


def test_an_unknown_name_is_told_what_there_is():
    with pytest.raises(ValueError, match="china and flower"):
        photograph("tower")
