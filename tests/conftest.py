"""Settings for all tests; no test uses the internet."""

import gc
import os
import socket
from collections.abc import Iterator

import psutil
import pytest

from helpers import long_tests, order, provided
from helpers.proof import plugin

_LOCAL = {"localhost", "127.0.0.1", "::1", ""}
_connect = socket.socket.connect


def _connect_locally(self: socket.socket, address: object) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in _LOCAL:
        raise AssertionError(f"a test tried to reach {address[0]}: tests use local files and local servers only")
    _connect(self, address)


def pytest_addoption(parser: pytest.Parser) -> None:
    plugin.add_options(parser)
    long_tests.add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    gc.set_threshold(50_000, 20, 100)  # what the tests import and read is large, and the collector finds nothing in it
    config.addinivalue_line("markers", "proves(notebook, what): a part of the proof that scores can be trusted")
    config.addinivalue_line("markers", "about(what): what the test proves about each notebook")
    provided.pytest_configure(config)
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(plugin.Recorder(config), "proof-recorder")
        if config.getoption("--long"):
            config.pluginmanager.register(long_tests.Recorder(), "long-tests-recorder")


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    plugin.name_what_is_proven(items)
    plugin.keep_together(config, items)
    order.group(items)
    long_tests.choose(config, items)
    order.sort(items)


def pytest_collection_finish() -> None:
    gc.freeze()


@pytest.hookimpl(optionalhook=True)  # some tests run pytest without xdist
def pytest_xdist_auto_num_workers() -> int:
    """One more than the number of processors, because many tests wait for a time limit or an answer."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(autouse=True)
def no_sockets_to_the_world(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", _connect_locally)


@pytest.fixture
def nothing_left_running() -> Iterator[None]:
    """For a test that starts processes: they must have ended, and been collected, when it ends."""
    before = set(psutil.Process().children(recursive=True))
    yield
    assert not {process: process.cmdline() for process in set(psutil.Process().children(recursive=True)) - before}
