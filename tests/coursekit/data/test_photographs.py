"""The photographs and textures that come with scikit-learn and scikit-image, and the paintings that are fetched."""

import importlib.util
import io
import re

import numpy as np
import pytest
from PIL import Image

from coursekit.data import photographs
from coursekit.data.photographs import FETCHED, PHOTOGRAPHS, TEXTURES, painting, photograph, texture
from coursekit.data.registry import DataError, registry
from helpers.data_sets import data_set, write_mirror

SHAPES = {"astronaut": (512, 512), "cat": (300, 451), "coffee": (400, 600), "galaxies": (872, 1000)}


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_photograph_has_three_channels_between_zero_and_one(name):
    pixels = photograph(name)
    assert pixels.shape == (*SHAPES.get(name, (427, 640)), 3) and pixels.dtype == np.float64
    assert 0 <= pixels.min() < 0.1 and 0.9 < pixels.max() <= 1
    assert f'"{name}"' in photograph.__doc__


@pytest.mark.parametrize("name", TEXTURES)
def test_a_texture_is_grey_between_zero_and_one(name):
    pixels = texture(name)
    assert pixels.shape == (512, 512) and pixels.dtype == np.float64
    assert 0 <= pixels.min() < 0.3 and 0.7 < pixels.max() <= 1
    assert texture(name, reduced=4).shape == (128, 128)


def test_it_is_the_picture_of_scikit_learns_own_loader():
    from sklearn.datasets import load_sample_image

    np.testing.assert_array_equal(photograph("china"), load_sample_image("china.jpg") / 255)


def test_a_reduced_one_has_the_means_of_squares():
    small, large = photograph("flower", reduced=4), photograph("flower")
    assert small.shape == (107, 160, 3)  # the last row of squares is cut short
    np.testing.assert_allclose(small[5, 9], large[20:24, 36:40].mean(axis=(0, 1)), atol=0.5 / 255)


def test_an_unknown_name_is_told_what_there_is():
    with pytest.raises(ValueError, match=r"no photograph 'tower'; known are china, flower, astronaut, .* and rocket"):
        photograph("tower")
    with pytest.raises(ValueError, match="no texture 'wood'; known are brick, grass and gravel"):
        texture("wood")
    with pytest.raises(ValueError, match="no painting 'mona_lisa'; known are starry_night, "):
        painting("mona_lisa")


def test_a_library_that_is_missing_is_named(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(FileNotFoundError, match="The photograph china comes with scikit-learn, which is not installed"):
        photograph("china")
    with pytest.raises(FileNotFoundError, match="The texture grass comes with scikit-image, which is not installed"):
        texture("grass")


def test_paintings_are_those_of_the_registry_and_are_all_described():
    assert {file.path for file in registry()["style"].files} == set(FETCHED.values())
    assert set(re.findall(r'"(\w+)"', painting.__doc__)) == set(FETCHED)


def test_a_painting_is_read_from_where_it_was_fetched_to(monkeypatch, tmp_path):
    picture = io.BytesIO()
    Image.fromarray(np.full((30, 40, 3), (255, 0, 51), dtype=np.uint8)).save(picture, "png")
    files = {"style/great_wave.jpg": picture.getvalue()}
    monkeypatch.setattr(photographs, "registry", lambda: {"style": data_set(files, name="style")})
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match=r"has not been fetched: run `python -m coursekit.data fetch style`"):
        painting("great_wave")
    write_mirror(tmp_path / "data", files, "style")
    pixels = painting("great_wave", reduced=2)
    assert pixels.shape == (15, 20, 3)
    np.testing.assert_allclose(pixels[3, 4], [1, 0, 0.2])
    (tmp_path / "data" / "style" / "style" / "great_wave.jpg").write_bytes(b"another")
    with pytest.raises(DataError, match="its sha256 is"):
        painting("great_wave")
