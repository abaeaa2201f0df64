"""Reads plain Python modules that were handed in: what each binds at its top level, and what it imports from which.

Nothing of a module is run. One that is not Python keeps its fault and the names that its `def` and `class` lines
give, so that the other modules still count.
"""

import ast
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import PurePosixPath

from autograder.scopes import Scope, ScopeBuilder

_DEFINITION = re.compile(r"^(?:async[ \t]+def|def|class)[ \t]+(\w+)", re.MULTILINE)
_IMPORTED = re.compile(r"^\s*(?:from\s+(\S+)\s+import\b|import\s+(.+))", re.MULTILINE)


def defined_in(text: str) -> set[str]:
    """The functions and classes that a module's lines define at the top level; also where it is no Python."""
    return set(_DEFINITION.findall(text))


def stem(file: str) -> str:
    """The name by which other modules import a file: `layers` for `neural_networks/layers.py`."""
    return PurePosixPath(file).stem


@dataclass(eq=False)
class Module:
    """One module. `file` is its path as messages name it."""

    file: str
    text: str
    body: list[ast.stmt] = field(default_factory=list)
    scopes: ScopeBuilder = field(default_factory=ScopeBuilder)
    fault: str | None = None  # why it is not Python: `layers.py, line 12: invalid syntax`

    @property
    def name(self) -> str:
        return stem(self.file)

    @property
    def folder(self) -> str:
        return self.file.rpartition("/")[0]

    @property
    def bound(self) -> set[str]:
        """The names of its top level; where it is not Python, those that its lines seem to define."""
        return self.scopes.module.bound if not self.fault else defined_in(self.text)

    @property
    def exported(self) -> set[str]:
        """The names that `from … import *` takes."""
        for statement in self.body:
            match statement:
                case ast.Assign(targets=[ast.Name(id="__all__")], value=ast.List(elts=items) | ast.Tuple(elts=items)):
                    return {
                        item.value for item in items if isinstance(item, ast.Constant) and isinstance(item.value, str)
                    }
        return {name for name in self.bound if not name.startswith("_")}

    def nodes(self) -> Iterator[ast.AST]:
        """All nodes that have a scope."""
        return iter(self.scopes.where)

    def is_global(self, node: ast.AST, name: str) -> bool:
        """Whether a name at a node means one of the module's top level, or one that the module does not bind."""
        home = self.scopes.where[node].find(name)
        return home is None or home is self.scopes.module

    def local(self, node: ast.AST, name: str) -> Scope | None:
        """The function or class scope that a name at a node means; None if it is global."""
        return None if self.is_global(node, name) else self.scopes.where[node].find(name)


def read_module(file: str, text: str) -> Module:
    """Parse a module. A text that is no Python gives a module with a `fault`."""
    module = Module(file, text)
    try:
        with warnings.catch_warnings(action="ignore"):  # they are about the student's code
            module.body = ast.parse(text).body
        for number, statement in enumerate(module.body):
            module.scopes.add([statement], number)
    except SyntaxError as fault:
        module.body = []
        module.fault = f"{file}, line {fault.lineno or 1}: {fault.msg}"
    except (ValueError, RecursionError, MemoryError):
        module.body = []
        module.fault = f"{file}, line 1: nested too deeply to be read"
    return module


def imported_stems(text: str) -> set[str]:
    """The last parts of all module names that import lines mention; quick, and too many rather than too few."""
    found: set[str] = set()
    for source, names in _IMPORTED.findall(text):
        for name in (source or names).split(","):
            found.add(name.split(" as ")[0].strip().rpartition(".")[2])
    return found


def find_imported(name: str, modules: Iterable[Module], importer: Module) -> Module | None:
    """The handed-in module that an import names, one beside the importing module first; None for a library's.

    Hand-outs have folders of their own, which may be missing: `neural_networks.layers` is `layers.py` as well.
    """
    folders, _, last = name.rpartition(".")
    named = [module for module in modules if module.name == last and module is not importer]
    beside = [module for module in named if module.folder == importer.folder]
    found = next(iter(beside or named), None)
    if found is None or not folders:
        return found
    parents = PurePosixPath(found.file).parts[:-1]
    first = folders.partition(".")[0]
    return found if first in parents or not is_library(first) else None


def is_library(package: str) -> bool:
    """Whether a package can be imported where this is graded."""
    try:
        return find_spec(package) is not None
    except (ImportError, ValueError):
        return False


def linked(node: ast.AST, modules: Iterable[Module], importer: Module) -> dict[str, Module]:
    """For an import statement: the handed-in modules that it names, by the text that names them.

    For `from layers import relu` that is "layers"; for `from . import layers` and `import layers as l` "layers", too.
    """
    match node:
        case ast.Import(names=aliases):
            names = {alias.name: alias.name for alias in aliases}
        case ast.ImportFrom(module=source, names=aliases):
            if source and find_imported(source, modules, importer):
                names = {source: source}
            else:  # `from . import layers`, `from neural_networks import layers`
                names = {alias.name: f"{source}.{alias.name}" if source else alias.name for alias in aliases}
        case _:
            return {}
    return {text: module for text, name in names.items() if (module := find_imported(name, modules, importer))}


def taken(modules: Iterable[Module], roots: Iterable[Module]) -> list[Module]:
    """The roots and all modules that they import, directly or not: each after those that it imports."""
    order: list[Module] = []
    begun: set[Module] = set()

    def visit(module: Module) -> None:
        if module in begun:
            return
        begun.add(module)
        for node in module.nodes():
            for other in linked(node, modules, module).values():
                visit(other)
        order.append(module)

    for root in roots:
        visit(root)
    return order
