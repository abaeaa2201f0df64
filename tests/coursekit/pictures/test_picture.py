"""Pictures: shown once, with words, and the same bytes each time."""

import base64
from io import BytesIO
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from matplotlib.figure import Figure
from PIL import Image

from coursekit.pictures import Picture
from helpers.in_a_notebook import run_cells


def figure() -> Figure:
    figure, panel = plt.subplots(figsize=(3, 2))
    panel.plot([1, 4, 9])
    return figure


def test_bytes_are_the_same_each_time_and_an_image() -> None:
    first, second = Picture(figure(), "A rising line."), Picture(figure(), "A rising line.")
    assert first.png == second.png
    image = Image.open(BytesIO(first.png))
    assert image.format == "PNG" and image.width > 200 and not image.info.get("Software")


def test_the_figure_is_closed_for_pyplot_and_still_there() -> None:
    picture = Picture(figure(), "A rising line.")
    assert not plt.get_fignums()
    assert len(picture.figure.axes) == 1


def test_alternative_text_is_asked_for() -> None:
    for alt in ("", "  \n "):
        with pytest.raises(ValueError, match="alternative text"):
            Picture(figure(), alt)
    plt.close("all")
    assert repr(Picture(figure(), "Two\n   lines.")) == "Two lines."


def test_figures_made_without_pyplot_and_saving(tmp_path: Path) -> None:
    plain = Figure(figsize=(2, 2))
    plain.subplots().plot([1, 2])
    picture = Picture(plain, "A line.")
    picture.save(tmp_path / "line.png")
    assert (tmp_path / "line.png").read_bytes() == picture.png


def test_a_notebook_shows_it_once_with_its_text() -> None:
    code = (
        "import matplotlib.pyplot as plt\nfrom coursekit.pictures import Picture\n"
        "figure, panel = plt.subplots()\npanel.plot([1, 2])\nPicture(figure, 'A rising line.')"
    )
    (shown,) = run_cells(code)[0]
    assert shown.output_type == "execute_result"
    assert shown.data["text/plain"] == "A rising line."
    assert shown.metadata["image/png"] == {"alt": "A rising line."}
    assert base64.b64decode(shown.data["image/png"]).startswith(b"\x89PNG")
