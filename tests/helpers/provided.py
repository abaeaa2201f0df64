"""Skips tests that a machine cannot run, but fails them if the machine was set up for them.

`MUST_RUN=postgresql` names what was set up, separated by commas; a test names what it needs with the mark
`provided("postgresql")`.
"""

import os
from collections.abc import Iterator

import pytest

KNOWN = ("postgresql",)


class Provided:
    """Turns the skip of a test into a failure if the machine was set up for its mark."""

    def __init__(self, names: str):
        self._names = [name.strip() for name in names.split(",") if name.strip()]
        if unknown := [name for name in self._names if name not in KNOWN]:
            raise pytest.UsageError(f"MUST_RUN names '{unknown[0]}'; known are {', '.join(KNOWN)}")

    @pytest.hookimpl
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            for mark in item.iter_markers("provided"):
                if mark.args[0] not in KNOWN:
                    raise pytest.UsageError(f"{item.nodeid}: 'provided' knows {', '.join(KNOWN)}, not '{mark.args[0]}'")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Iterator[None]:
        report = yield
        needed = [mark.args[0] for mark in item.iter_markers("provided") if mark.args[0] in self._names]
        if needed and report.skipped:
            why = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
            report.outcome = "failed"
            report.longrepr = f"{needed[0]} was to be there (MUST_RUN={','.join(self._names)}), but: {why}"
        return report


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "provided(name): needs a program that CI's script installs")
    config.pluginmanager.register(Provided(os.environ.get("MUST_RUN", "")), "provided-programs")
