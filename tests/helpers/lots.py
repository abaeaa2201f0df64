"""Chooses what `make test` does of what takes long: whatever changed since all of it was done, and an eighth by lot."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

ONE_IN = 8  # of what has not changed


def chosen(contents: Mapping[str, str], recorded: Mapping[str, str], seed: int) -> list[str]:
    """The names whose content is not as recorded, and one in `ONE_IN` of the others; one in any case."""
    found = [name for name in contents if contents[name] != recorded.get(name) or drawn(name, seed)]
    return found or sorted(contents, key=lambda name: _hash(name, seed))[:1]


def drawn(name: str, seed: int) -> bool:
    """Whether this one is among those taken by lot; another seed takes others."""
    return _hash(name, seed) % ONE_IN == 0


def _hash(name: str, seed: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed} {name}".encode()).digest())


def content(root: Path, paths: Iterable[Path]) -> str:
    """A short hash of these files' names and bytes."""
    return f"{_digest(root, paths):064x}"[:16]


def seed(root: Path) -> int:
    """A hash of the grader and its tests, so that each edit draws others."""
    return _digest(root, [path for folder in ("autograder", "tests") for path in sorted((root / folder).rglob("*.py"))])


def _digest(root: Path, paths: Iterable[Path]) -> int:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"\n{path.relative_to(root)}\n".encode() + path.read_bytes())
    return int.from_bytes(digest.digest())
