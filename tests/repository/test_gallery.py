"""docs/gallery.md shows the pictures that the executed solutions have."""

import importlib.util
from pathlib import Path

from autograder.assignment import load

ROOT = Path(__file__).parents[2]


def gallery():
    spec = importlib.util.spec_from_file_location("gallery", ROOT / "docs" / "pictures" / "gallery.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_shows_every_notebook():
    folders = [path.parent for path in (ROOT / "solutions").glob("*/assignment.toml")]
    assert set(gallery().CHOSEN) == {f"{folder.name}/{name}" for folder in folders for name in load(folder).notebooks}


def test_it_is_what_the_notebooks_made(tmp_path):
    gallery().write(tmp_path)
    drawn = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.*")}
    assert Path("gallery.md") in drawn
    for path, content in drawn.items():
        assert (ROOT / "docs" / path).read_bytes() == content, f"docs/{path} is not up to date: run `make pictures`"
