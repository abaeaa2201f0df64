"""A pytest plugin for tests that take long, of which `make test` does not always run all (`--lot`).

`ABOUT` names them, and what they are about. With `--lot` those run whose own file, or what it is about, has changed
since `make long` passed, and an eighth of the others, by lot; tests that share a worker (see `helpers.order`) share
their lot. `make long` runs all of them and writes docs/long-tests.md.
"""

import re
from datetime import date
from pathlib import Path

import pytest

from helpers import lots

ROOT = Path(__file__).parents[2]
RECORD = ROOT / "docs" / "long-tests.md"

# The beginning of pytest's names for tests: folders and files that they are about.
ABOUT = {
    "tests/autograder/benches/test_deadline.py": ("autograder/benches",),
    "tests/autograder/benches/test_sandbox.py::test_once_more_as": ("autograder/benches",),
    "tests/autograder/benches/test_sandbox_limits.py": ("autograder/benches",),
    "tests/autograder/building/test_build.py::test_what_does_not_run_or_shows_too_much": ("autograder/building",),
    "tests/autograder/building/test_portable.py": ("autograder/building",),
    "tests/autograder/grading/test_cluster.py": ("autograder/grading",),
    "tests/autograder/grading/test_cluster_settings.py": ("autograder/grading",),
    "tests/autograder/grading/test_fuzzed.py": ("autograder/grading", "autograder/submissions"),
    "tests/autograder/grading/test_parallel.py": ("autograder/grading",),
    "tests/autograder/nbgrader/test_forms_and_policies.py": (
        "autograder/nbgrader",
        "autograder/policies",
        "autograder/submissions",
    ),
    "tests/autograder/nbgrader/test_nbgrader.py": ("autograder/nbgrader", "nbgrader_config.py"),
    "tests/autograder/nbgrader/test_rendering.py": ("autograder/nbgrader",),
    "tests/autograder/submissions/test_rebuild.py::test_rebuilding_a_huge_notebook": ("autograder/submissions",),
    "tests/autograder/test_cli.py::test_both_commands_agree": ("autograder/grading", "autograder/nbgrader"),
    "tests/coursekit/checking/test_growth.py": ("coursekit/checking",),
    "tests/data_scripts/test_training_small_vgg.py": ("coursekit/pretrained", "data_scripts"),
    "tests/proof/test_exploits.py::test_an_exploit_earns": (
        "autograder/benches",
        "autograder/checking",
        "autograder/rules",
        "tests/helpers/exploits.py",
        "tests/helpers/exploits_process.py",
    ),
    "tests/proof/test_restyled.py": ("autograder/checking", "autograder/grading"),
    "tests/repository/test_environment.py::test_nbval": ("Makefile", "constraints.txt", "tests/helpers"),
    "tests/repository/test_environment.py::test_outputs_that": ("Makefile", "constraints.txt", "tests/helpers"),
    "tests/repository/test_students.py": ("Makefile", "coursekit/pyproject.toml", "docs/for-students.md"),
}

_HEAD = """# Tests that take long

Written by `make long` when all of them have passed; do not edit. `make test` runs those that are about something that
has changed since, and an eighth of the others, by lot. `tests/helpers/long_tests.py` says what each is about.

The last run: {day}.

| tests | a hash of them and what they are about |
|---|---|
"""
_ROW = re.compile(r"^\| `(\S+)` \| `([0-9a-f]{16})` \|$", re.MULTILINE)


def contents() -> dict[str, str]:
    """For each entry of `ABOUT` a hash of its test file and of what it is about."""
    return {name: _content(name) for name in ABOUT}


def recorded() -> dict[str, str]:
    """The entries of which all tests have passed, with the hash of each."""
    return dict(_ROW.findall(RECORD.read_text(encoding="utf-8"))) if RECORD.is_file() else {}


def add_options(parser: pytest.Parser) -> None:
    group = parser.getgroup("long", "tests that take long")
    group.addoption("--lot", action="store_true", help="leave out seven of eight long tests of what has not changed")
    group.addoption("--long", action="store_true", help="run long tests alone, all of them; write docs/long-tests.md")


def choose(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the long tests that this run does without, or all that are no long tests."""
    if config.getoption("--long"):
        without = [item for item in items if not item.nodeid.startswith(tuple(ABOUT))]
    elif config.getoption("--lot"):
        now, known, seed = contents(), recorded(), lots.seed(ROOT)
        as_recorded = tuple(name for name in ABOUT if now[name] == known.get(name))
        without = [item for item in items if item.nodeid.startswith(as_recorded) and not lots.drawn(_lot(item), seed)]
    else:
        return
    if without:
        config.hook.pytest_deselected(items=without)
        items[:] = [item for item in items if item not in set(without)]


class Recorder:
    """Follows a run in the process that the user started, and writes at its end which long tests have all passed."""

    def __init__(self) -> None:
        self._contents = contents()  # before the tests run: what is edited meanwhile has not been tried
        self._outcomes: dict[str, set[str]] = {name: set() for name in ABOUT}

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            for name in ABOUT:
                if report.nodeid.startswith(name):
                    self._outcomes[name].add(report.outcome)

    @pytest.hookimpl
    def pytest_sessionfinish(self, exitstatus: int) -> None:
        passed = {name: self._contents[name] for name, outcomes in self._outcomes.items() if outcomes == {"passed"}}
        if passed and exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):  # not if it was interrupted
            write({name: content for name in ABOUT if (content := (recorded() | passed).get(name))}, date.today())


def write(contents: dict[str, str], day: date) -> None:
    """Write the record."""
    rows = "".join(f"| `{name}` | `{content}` |\n" for name, content in contents.items())
    RECORD.write_text(_HEAD.format(day=f"{day.day} {day:%B %Y}") + rows, encoding="utf-8")


def _content(name: str) -> str:
    places = [ROOT / about for about in ABOUT[name]]
    files = {file for place in places for file in (place.rglob("*.py") if place.is_dir() else [place])}
    return lots.content(ROOT, [ROOT / name.partition("::")[0], *sorted(files)])


def _lot(item: pytest.Item) -> str:
    group = item.get_closest_marker("xdist_group")
    return group.args[0] if group else item.nodeid
