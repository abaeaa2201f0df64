"""What packages need, as the installed ones say."""

import importlib.metadata
from collections.abc import Iterable, Mapping

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# PyTorch's builds for graphics cards bring these, at versions that PyTorch itself pins; its CPU build does not.
CUDA = ("nvidia-", "cuda-", "triton")


def needed(lines: Iterable[str], environment: Mapping[str, str] | None = None) -> set[str]:
    """The names of everything that these requirements bring in; but `CUDA`.

    environment: where, as markers name it; this machine if it is not given. Raises `PackageNotFoundError` for one that
    is not installed here.
    """
    waiting, found = [(Requirement(line), "") for line in lines], set()
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({**(environment or {}), "extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        if name.startswith(CUDA):
            continue
        for extra in ("", *requirement.extras):
            if (name, extra) not in found:
                found.add((name, extra))
                inner = importlib.metadata.requires(name) or []
                waiting += [(Requirement(line), extra) for line in inner]
    return {name for name, _ in found}
