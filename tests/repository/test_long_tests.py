"""Long tests: all of them where what they are about has changed, else an eighth; what has passed is recorded."""

from pathlib import Path

import pytest

from helpers import long_tests

pytest_plugins = ["pytester"]

ROOT = Path(__file__).resolve().parents[2]
CONFTEST = """
from pathlib import Path
from helpers import long_tests

long_tests.ROOT = Path(__file__).parent
long_tests.RECORD = long_tests.ROOT / "docs" / "long-tests.md"
long_tests.ABOUT = {"tests/test_long.py::test_one": ("autograder",), "tests/test_skipped.py": ("autograder",)}

def pytest_addoption(parser):
    long_tests.add_options(parser)

def pytest_configure(config):
    if config.getoption("--long"):
        config.pluginmanager.register(long_tests.Recorder())

def pytest_collection_modifyitems(config, items):
    long_tests.choose(config, items)
"""
TESTS = """
import pytest

@pytest.mark.parametrize("n", range(40))
def test_one(n):
    pass

def test_short():
    pass
"""
SKIPPED = "import pytest\n\ndef test_it():\n    pytest.skip('not here')\n"


@pytest.mark.parametrize("name", long_tests.ABOUT)
def test_what_is_named_is_there(name: str):
    file, _, test = name.partition("::")
    assert f"def {test}" in (ROOT / file).read_text(encoding="utf-8")
    assert all((ROOT / about).exists() for about in long_tests.ABOUT[name])


def test_all_run_where_something_changed_and_else_an_eighth(pytester: pytest.Pytester):
    for name, text in {
        "conftest.py": CONFTEST,
        "autograder/code.py": "a = 1",
        "tests/test_long.py": TESTS,
        "tests/test_skipped.py": SKIPPED,
        "docs/index.md": "",
    }.items():
        (pytester.path / name).parent.mkdir(exist_ok=True)
        (pytester.path / name).write_text(text)

    def passed(*options: str) -> int:
        ours = ["-o", f"pythonpath={ROOT / 'tests'}"]
        return pytester.runpytest_subprocess(*options, *ours, "tests").parseoutcomes().get("passed", 0)

    assert passed() == passed("--lot") == 41  # nothing is recorded
    assert passed("--long") == 40
    assert "test_one" in (record := (pytester.path / "docs" / "long-tests.md").read_text())
    assert "test_skipped" not in record  # it has not passed
    assert 1 < passed("--lot") <= 20
    assert passed() == 41
    (pytester.path / "autograder" / "code.py").write_text("a = 2")
    assert passed("--lot") == 41
