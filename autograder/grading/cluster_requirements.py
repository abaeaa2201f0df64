"""What machines of a cluster must have in common to grade one batch: the same grader and the same libraries."""

import hashlib
import json
import platform
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from autograder.assignment import Assignment
from autograder.grading.keys import environment, grader_version

MAX_DIFFERENCES = 4  # named in a message about two environments


def about(packages: tuple[str, ...]) -> dict[str, Any]:
    """What must be the same on all machines of a batch (`grader`, `versions`), and this machine's name (`host`)."""
    versions = environment(packages) | {"distributed": version("distributed")}
    return {"grader": grader_version(), "versions": versions, "host": platform.node()}


@dataclass(frozen=True)
class Requirements:
    """What the machines that grade one batch must have. `packages` are those that its notebooks may import."""

    packages: tuple[str, ...]
    here: dict[str, Any]
    resource: str  # the name of the dask resource that suitable workers declare

    @classmethod
    def of(cls, assignment: Assignment, options: dict[str, Any]) -> "Requirements":
        packages = assignment.packages
        here = about(packages)
        preload = [notebook.preload for notebook in assignment.notebooks.values()]
        what = [here["grader"], here["versions"], sorted(options.items()), preload]
        digest = hashlib.sha256(json.dumps(what, default=str).encode()).hexdigest()
        return cls(packages, here, f"autograder-{digest[:16]}")

    def difference(self, there: dict[str, Any]) -> str | None:
        """How another machine differs from this one, as the end of a sentence; None if it does not."""
        mine, theirs = self.here["versions"], there["versions"]
        found = [
            f"{name} {_short(theirs.get(name), mine.get(name))} instead of {_short(mine.get(name), theirs.get(name))}"
            for name in sorted(mine.keys() | theirs.keys())
            if mine.get(name) != theirs.get(name)
        ]
        if there["grader"] != self.here["grader"]:
            found.insert(0, "another version of the autograder's own code")
        if not found:
            return None
        more = f" and {len(found) - MAX_DIFFERENCES} more differences" if len(found) > MAX_DIFFERENCES else ""
        return f"{', '.join(found[:MAX_DIFFERENCES])}{more}"


def _short(version: str | None, other: str | None) -> str:
    """A version, without details of its build unless only these differ."""
    if version is None:
        return "(none)"
    first = version.split()[0]
    return first if other is None or first != other.split()[0] else version.replace("\n", " ")
