"""In which order the tests run, and which of them in the same worker."""

import pytest


def group(items: list[pytest.Item]) -> None:
    """Keep tests that share a module's fixture in one worker: each worker that has one of them makes it anew."""
    for item in items:
        known = item._fixtureinfo.name2fixturedefs.values()
        shared = any(fixture.scope == "module" for fixtures in known for fixture in fixtures)
        if shared and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


def sort(items: list[pytest.Item]) -> None:
    """Have the longest groups come first and the many short gradings last.

    Of several workers, none then waits at the end for another with a long test: liars lie at all checks of a notebook.
    """

    def turn(item: pytest.Item) -> int:
        proven = [mark.args[1] for mark in item.iter_markers("proves")]
        if proven:
            return 1 if proven == ["liars"] else 3
        return 0 if any(item.iter_markers("xdist_group")) else 2

    items.sort(key=turn)
