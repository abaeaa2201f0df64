"""What all tests of data need."""

import pytest

from coursekit.data import downloads
from helpers.data_server import serving
from helpers.data_sets import idx_files


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch):
    """No settings of the machine the tests run on; no proxy between them and their own server; and no pauses."""
    for name in ("DLBH_DATASET", "DLBH_DATA", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(downloads, "PAUSE_SECONDS", 0)


@pytest.fixture
def server():
    with serving(idx_files()) as server:
        yield server
