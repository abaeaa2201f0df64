"""Sets the order of the tests, and which of them run in the same worker."""

import pytest


def group(items: list[pytest.Item]) -> None:
    """Keep tests that share a module's fixture in one worker, because each worker would make the fixture again."""
    for item in items:
        known = item._fixtureinfo.name2fixturedefs.values()
        shared = any(fixture.scope == "module" for fixtures in known for fixture in fixtures)
        if shared and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


def sort(items: list[pytest.Item]) -> None:
    """Put the longest groups first and the many short gradings last, those of many sample answers before the others.

    So no worker has to wait at the end for another with a long test, such as one with liars at all checks.
    """

    def turn(item: pytest.Item) -> tuple[int, int]:
        proven = [mark.args[1] for mark in item.iter_markers("proves")]
        if proven:
            return (1, 0) if proven == ["liars"] else (3, -len(proven))
        return (0, 0) if any(item.iter_markers("xdist_group")) else (2, 0)

    items.sort(key=turn)
