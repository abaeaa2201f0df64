"""A package's public names, each imported from its module when it is first asked for (PEP 562).

Matplotlib or scikit-learn is so loaded only by notebooks that use it.
"""

import importlib
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any


def attach(
    package: str, names: Mapping[str, Iterable[str]]
) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """What a package assigns to `__getattr__`, `__dir__` and `__all__`, to have these names.

    names: for each module, by its name within the package ("" is the package itself), which of its functions, classes,
    objects or own modules. Nothing is remembered: a name always stands for what its module holds by then.
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
