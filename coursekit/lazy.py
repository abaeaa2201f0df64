"""Lazy imports of a package's public names: a module is imported when one of its names is first used (PEP 562).

So only notebooks that use matplotlib or scikit-learn load it.
"""

import importlib
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any


def attach(
    package: str, names: Mapping[str, Iterable[str]]
) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """Return a package's `__getattr__`, `__dir__` and `__all__` for these names.

    names: for each module, by its name within the package ("" is the package itself), its public functions, classes,
    objects or submodules. Nothing is cached: a name always gives the module's current object.
    """
    homes = {name: f"{package}.{module}".rstrip(".") for module, held in names.items() for name in held}

    def __getattr__(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        held = vars(importlib.import_module(homes[name]))
        return held[name] if name in held else importlib.import_module(f"{homes[name]}.{name}")

    def __dir__() -> list[str]:
        return sorted({*vars(sys.modules[package]), *homes})

    return __getattr__, __dir__, sorted(homes)
