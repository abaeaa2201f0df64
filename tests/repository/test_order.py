"""Tests that share a fixture of their module run in one worker, which makes it once."""

from pathlib import Path

from helpers import order

pytest_plugins = ["pytester"]

CONFTEST = """
import pytest
from helpers import order

@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    order.group(items)
    order.sort(items)
"""
TESTS = """
import pytest

@pytest.fixture(scope="module")
def dear():
    with open("made", "a") as file:
        file.write("once ")

@pytest.mark.parametrize("n", range(6))
def test_one(dear, n):
    pass
"""


def test_a_modules_fixture_is_made_once(pytester):
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(TESTS)
    workers = ["-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder"]
    pytester.runpytest_subprocess(*workers, "-o", f"pythonpath={Path(order.__file__).parents[1]}").assert_outcomes(
        passed=6
    )
    assert (pytester.path / "made").read_text() == "once "
