"""Keys of results: a hash of everything that determines a grade, so that the same key means the same grade.

It covers what was handed in, the notebook's source and settings, the grader's code, the versions of the packages, and
the seed. It does not cover who handed in, when, or the assignment's other notebooks.
"""

import hashlib
import json
import os
import platform
import sys
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution, packages_distributions
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

import autograder
import coursekit
from autograder.assignment import Assignment
from autograder.installed_packages import COURSEKIT
from autograder.submissions.hand_in import HandIn

# Settings of an assignment that grading never uses.
_NOT_GRADED = {
    "folder",
    "title",
    "objectives",
    "prerequisites",
    "data",
    "files",
    "notebooks",
    "package",
    "mistakes",
    "archive",
    "policies",
}
# Packages that read, run and rewrite notebooks, besides those that students' code may import.
_MACHINERY = ("ipykernel", "ipython", "jupyter-client", "nbformat", "nbgrader", "jupytext")


class Keys:
    """Computes the keys of one assignment's results, for one seed and one set of `options` of `Grader`."""

    def __init__(self, assignment: Assignment, seed: int, options: dict[str, Any] | None = None):
        self._assignment = assignment
        self._common = {"grader": grader_version(), "environment": environment(assignment.packages), "seed": seed}
        self._common["options"] = options or {}
        self._notebooks: dict[str, str] = {}

    def key(self, notebook: str, hand_in: HandIn) -> str:
        """The key of the result of grading this."""
        if notebook not in self._notebooks:
            self._notebooks[notebook] = _digest({**self._common, "notebook": self._notebook(notebook)})
        about = [self._notebooks[notebook], hand_in.file, hand_in.problem, hand_in.remarks]
        data = b"" if hand_in.data is None else hand_in.data
        files = [[name, hashlib.sha256(content).hexdigest()] for name, content in hand_in.files]
        modules = [[name, hashlib.sha256(content).hexdigest()] for name, content in hand_in.modules]
        return _digest([*about, hand_in.data is None, hashlib.sha256(data).hexdigest(), files, modules])

    def _notebook(self, name: str) -> dict[str, Any]:
        settings = {key: value for key, value in _shallow(self._assignment).items() if key not in _NOT_GRADED}
        settings["limits"] = asdict(self._assignment.limits)
        own = {"settings": settings, "questions": asdict(self._assignment.notebooks[name])}
        own["mistakes"] = [[m.name, m.why, m.loses, m.cells] for m in self._assignment.known_mistakes(name)]
        return {**own, "name": f"{self._assignment.name}/{name}", "source": self._assignment.source(name)}


def fingerprint(*parts: Any) -> str:
    """One hash of several JSON-serializable values."""
    return _digest(parts)


@cache
def grader_version() -> str:
    """A hash of the grader's own code: `autograder`, and `coursekit`, whose helpers checks use."""
    digest = hashlib.sha256()
    for package in (autograder, coursekit):
        folder = Path(package.__file__).parent
        for path in sorted(folder.rglob("*.py")):
            digest.update(f"{package.__name__}/{path.relative_to(folder).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@cache
def environment(packages: tuple[str, ...] = ()) -> dict[str, str]:
    """The versions of Python and of all distributions that grading depends on, directly or indirectly.

    `packages` come in addition to those that every notebook may use; those that aren't installed are left out.
    """
    found = {"python": sys.version, "machine": f"{platform.system()} {platform.machine()}"}
    found |= {
        name: value for name, value in os.environ.items() if name.startswith("DLBH_")
    }  # they select the data sets
    waiting = [*_needs(COURSEKIT), *(name for package in packages for name in _providers(package))]
    while waiting:
        if (name := _canonical(waiting.pop())) not in found and (installed := _installed(name)):
            found[name] = installed.version
            waiting += _needs(name)
    for name in _MACHINERY:
        if installed := _installed(name):
            found[_canonical(name)] = installed.version
    return dict(sorted(found.items()))


def _providers(package: str) -> list[str]:
    """The distributions that a package is imported from: those of `tensorflow` include tensorflow-cpu."""
    return [package] if _installed(package) else packages_distributions().get(package, [])


def _needs(name: str) -> Iterable[str]:
    """The distributions that a distribution requires on this machine, without extras."""
    installed = _installed(name)
    for line in (installed.requires or []) if installed else []:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield requirement.name


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except (PackageNotFoundError, ValueError):
        return None


def _canonical(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def _shallow(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=list).encode()).hexdigest()
