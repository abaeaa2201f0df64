"""The packages that the grader requires, from pyproject.toml or its metadata, and whether they are installed."""

import importlib.metadata
import tomllib
from pathlib import Path

COURSEKIT = "deep-learning-by-hand"  # the students' package: `coursekit`, and the packages that notebooks may import
GRADER = "deep-learning-by-hand-autograder"


def project() -> dict:
    """The `project` table of pyproject.toml in this checkout, or its main entries from the installed package."""
    beside = Path(__file__).parent.parent / "pyproject.toml"
    if beside.is_file():
        return tomllib.loads(beside.read_text(encoding="utf-8")).get("project", {})
    try:
        installed = importlib.metadata.metadata(GRADER)
    except importlib.metadata.PackageNotFoundError:
        return {}
    groups: dict[str, list[str]] = {}
    for line in installed.get_all("Requires-Dist") or []:
        requirement, _, marker = line.partition(";")
        machines, _, extra = marker.partition("extra ==")
        machines = machines.strip().removesuffix("and").strip()
        groups.setdefault(extra.strip(" '\""), []).append(f"{requirement.strip()}; {machines}".rstrip("; "))
    needed = groups.pop("", [])
    return {
        "requires-python": installed.get("Requires-Python", ""),
        "dependencies": needed,
        "optional-dependencies": groups,
    }


def holds_here(requirement: str) -> bool:
    """Whether a requirement, written as in pyproject.toml, holds for this machine and Python."""
    from packaging.requirements import Requirement

    marker = Requirement(requirement).marker
    return marker is None or marker.evaluate()


def package_fault(requirement: str) -> str | None:
    """How an installed package fails a requirement, written as in pyproject.toml; None if it does not."""
    from packaging.requirements import Requirement

    wanted = Requirement(requirement)
    installed = version_of(wanted.name)
    if installed is None:
        return f"{wanted.name} is not installed"
    if not wanted.specifier.contains(installed, prereleases=True):
        return f"{wanted.name} is {installed}, and {wanted.specifier} is asked for"
    return None


def satisfies(version: str, specifier: str) -> bool:
    try:
        from packaging.specifiers import SpecifierSet
    except ModuleNotFoundError:
        return True  # missing packages are reported separately
    return SpecifierSet(specifier).contains(version, prereleases=True)


def version_of(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
