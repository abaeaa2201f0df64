"""The photographs and textures that come with scikit-learn and scikit-image, and the paintings that are fetched."""

import io
import re
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from coursekit.data import embedded, photographs
from coursekit.data.photographs import (
    FETCHED,
    PHOTOGRAPHS,
    TEXTURES,
    painting,
    photograph,
    picture_file,
    read_picture,
    texture,
)
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
    monkeypatch.setattr(embedded, "PathFinder", SimpleNamespace(find_spec=lambda name: None))
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


def test_the_file_of_a_picture_is_the_one_that_is_read(tmp_path, monkeypatch):
    monkeypatch.delenv("DLBH_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    with Image.open(picture_file("cat")) as image:
        np.testing.assert_array_equal(np.asarray(image) / 255, photograph("cat"))
    assert picture_file("brick").name == "brick.png"
    with pytest.raises(ValueError, match=r"no picture 'dog'; known are china, .* brick, .* and green_sea_turtle"):
        picture_file("dog")
    with pytest.raises(DataError, match="The data set style has not been fetched: run"):
        picture_file("tubingen")


@pytest.mark.parametrize(
    ("pixels", "expected"),
    [
        (np.uint8([[0, 90, 255]]), [[0, 0, 0], [90, 90, 90], [255, 255, 255]]),
        (np.uint8([[[1, 2, 3], [200, 100, 50]]]), [[1, 2, 3], [200, 100, 50]]),
        (np.uint8([[[1, 2, 3, 255], [9, 9, 9, 0], [0, 0, 0, 51]]]), [[1, 2, 3], [255, 255, 255], [204, 204, 204]]),
    ],
    ids=["grey", "colours", "with opacity"],
)
def test_a_picture_of_any_kind_is_read_as_red_green_blue(tmp_path, pixels, expected):
    Image.fromarray(pixels).save(tmp_path / "picture.png")
    found = read_picture(tmp_path / "picture.png")
    assert found.dtype == np.uint8
    np.testing.assert_array_equal(found, [expected])


def test_a_large_picture_is_reduced_and_a_small_one_stays(tmp_path):
    Image.fromarray(np.full((90, 600, 3), 77, np.uint8)).save(tmp_path / "wide.png")
    assert read_picture(tmp_path / "wide.png").shape == (38, 256, 3)
    assert (read_picture(tmp_path / "wide.png", longest=100) == 77).all()
    assert read_picture(tmp_path / "wide.png", longest=1).shape == (1, 1, 3)
    assert read_picture(tmp_path / "wide.png", longest=512).shape == (77, 512, 3)
    assert read_picture(tmp_path / "wide.png", longest=700, large=True).shape == (90, 600, 3)


def test_a_camera_on_its_side_is_turned_upright(tmp_path):
    turned = Image.Exif()
    turned[0x0112] = 6  # the orientation: to be turned by 90 degrees
    Image.fromarray(np.zeros((10, 30, 3), np.uint8)).save(tmp_path / "turned.jpg", exif=turned)
    assert read_picture(tmp_path / "turned.jpg").shape == (30, 10, 3)


def test_what_cannot_be_read_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"With 1024 pixels, style transfer takes 16 times as long .* say large=True"):
        read_picture(tmp_path / "picture.png", longest=1024)
    with pytest.raises(ValueError, match=r"0 pixels is none: choose at least 1"):
        read_picture(tmp_path / "picture.png", longest=0)
    with pytest.raises(FileNotFoundError, match=r"picture.png: no such file; run the cell"):
        read_picture(tmp_path / "picture.png")
    (tmp_path / "picture.png").write_bytes(b"text")
    with pytest.raises(DataError, match=r"picture.png: no picture \(.*; save it as PNG or JPEG"):
        read_picture(tmp_path / "picture.png")
