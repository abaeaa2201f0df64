"""Finds data files that come with a library, without importing the library."""

from importlib.machinery import PathFinder
from pathlib import Path


def embedded_file(library: str, path: str) -> Path | None:
    """The file at `path` in an installed library's folder; None if it is not there."""
    package = PathFinder.find_spec(library)
    places = package.submodule_search_locations if package else None
    file = Path(places[0]) / path if places else None
    return file if file and file.is_file() else None
