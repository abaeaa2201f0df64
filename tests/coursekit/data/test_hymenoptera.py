"""Ants and bees, from a small folder like the published one."""

import io

import numpy as np
import pytest
from PIL import Image

from coursekit.data import hymenoptera
from coursekit.data.hymenoptera import load_hymenoptera
from coursekit.data.registry import DataError
from helpers.data_sets import data_set, write_mirror

RED, GREEN = (255, 0, 0), (0, 255, 0)


def picture(width: int, height: int, middle: tuple[int, int, int], form: str = "png", mode: str = "RGB") -> bytes:
    """Black, but for the square in its middle."""
    pixels = np.zeros((height, width, 3), dtype=np.uint8)
    side = min(width, height)
    top, left = (height - side) // 2, (width - side) // 2
    pixels[top : top + side, left : left + side] = middle
    output = io.BytesIO()
    Image.fromarray(pixels).convert(mode).save(output, form)
    return output.getvalue()


FILES = {
    "hymenoptera_data/train/ants/a.jpg": picture(90, 60, RED),
    "hymenoptera_data/train/ants/imageNotFound.gif": picture(10, 10, RED, "gif"),
    "hymenoptera_data/train/bees/b.jpg": picture(60, 90, GREEN),
    "hymenoptera_data/train/bees/c.jpeg": picture(10, 12, GREEN),
    "hymenoptera_data/val/ants/d.jpg": picture(60, 60, RED, mode="L"),
    "hymenoptera_data/val/bees/e.jpg": picture(60, 60, GREEN, mode="RGBA"),
}


@pytest.fixture
def fetched(monkeypatch, tmp_path):
    monkeypatch.setattr(hymenoptera, "registry", lambda: {"hymenoptera": data_set(FILES, name="hymenoptera")})
    return write_mirror(tmp_path / "data", FILES, "hymenoptera")


def test_photographs_become_squares_of_their_middles_with_labels(fetched):
    data = load_hymenoptera(28, folder=fetched)
    assert data["X_train"].shape == (3, 3, 28, 28) and data["X_val"].shape == (2, 3, 28, 28)
    assert data["X_train"].dtype == np.uint8 and data["y_train"].dtype == np.int64
    assert data["y_train"].tolist() == [0, 1, 1] and data["y_val"].tolist() == [0, 1]
    assert (data["X_train"][0] == np.array(RED)[:, None, None]).all(), "nothing of the black sides is left"
    assert (data["X_train"][1:] == np.array(GREEN)[:, None, None]).all()
    assert (data["X_val"][0] == data["X_val"][0, 0]).all(), "a grey one has three channels too"


def test_what_is_no_photograph_is_left_out_and_counted(fetched):
    assert load_hymenoptera(8, folder=fetched)["note"] == "Left out, as no photographs: 1 of 6 files."


def test_they_are_found_from_a_notebooks_folder(fetched, monkeypatch):
    monkeypatch.chdir(fetched.parent)
    assert len(load_hymenoptera(8)["X_val"]) == 2


def test_what_is_missing_or_damaged_is_named(fetched, monkeypatch, tmp_path):
    monkeypatch.setenv("DLBH_DATA", str(tmp_path / "elsewhere"))
    with pytest.raises(DataError, match=r"has not been fetched: run `python -m coursekit.data fetch hymenoptera`"):
        load_hymenoptera()
    (fetched / "hymenoptera" / "hymenoptera_data" / "val" / "ants" / "d.jpg").write_bytes(b"other")
    with pytest.raises(DataError, match=r"d.jpg: its sha256 is"):
        load_hymenoptera(folder=fetched)
    files = {**FILES, "hymenoptera_data/val/ants/d.jpg": b"a text"}
    monkeypatch.setattr(hymenoptera, "registry", lambda: {"hymenoptera": data_set(files, name="hymenoptera")})
    with pytest.raises(DataError, match=r"d.jpg: no picture"):
        load_hymenoptera(folder=write_mirror(tmp_path / "2", files, "hymenoptera"))
