"""Forbidden names in code that is read and not run.

An entry is a dotted name (`sklearn`, `np.linalg.lstsq`, `torch.autograd.grad`: the name and all below it), a builtin
(`sorted`), or a dot and the name of a method or attribute of libraries' objects (`.backward`, `.requires_grad_`).
"""

import ast
import builtins
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from autograder.rules.library_names import is_below, public_name
from autograder.rules.meanings import EVALUATORS, IMPORTERS, LIBRARIES, Class, Instance, Kind, Named, Text, only, words
from autograder.rules.reach import imported
from autograder.rules.scopes import FunctionNode, Statement
from autograder.rules.values import Program

# What the field writes for short, whether or not a notebook says so.
_SHORT = {
    "np": "numpy", "plt": "matplotlib.pyplot", "tf": "tensorflow", "pd": "pandas", "sp": "scipy", "nn": "torch.nn",
    "F": "torch.nn.functional", "keras": "tensorflow.keras", "jnp": "jax.numpy",
}  # fmt: skip
# Standard modules whose import is never refused: nothing in them could be forbidden, or what could be is found by name.
HARMLESS = words(
    "__future__ abc bisect cmath collections contextlib copy dataclasses decimal enum fractions functools heapq "
    "itertools json logging math numbers operator pprint random re statistics string sys textwrap time timeit typing "
    "warnings"
)
# Ways to run or find code past all reading.
_UNREADABLE = words(
    "marshal runpy ctypes _ctypes cffi codeop gc.get_objects gc.get_referrers gc.get_referents types.CodeType "
    "types.FunctionType pickle.loads pickle.load dill cloudpickle importlib.util importlib.machinery importlib.reload "
    "sys._getframe sys._current_frames inspect.currentframe inspect.stack sys.modules.values sys.modules.items "
    "sys.modules.copy IPython.shell.user_module"
)
_UNREADABLE_ATTRIBUTES = words(
    "__subclasses__ f_globals f_locals f_builtins f_back gi_frame tb_frame __code__ __loader__ __spec__ load_module"
)
# Whoever touches these decides what other cells mean.
_REWRITERS = words(
    "input_transformers_post input_transformers_cleanup input_transformer_manager ast_transformers transform_cell "
    "transform_ast do_execute run_ast_nodes run_code meta_path path_hooks init_transformers_manager"
)
_MAGICS = words("IPython.shell.run_line_magic IPython.shell.run_cell_magic IPython.shell.magic")
_OPAQUE_MAGICS = words("run load loadpy macro rerun recall edit")


@dataclass(frozen=True)
class Entry:
    """A forbidden name: as its author wrote it, and in full. `method` is set where it is one of `.backward`'s kind."""

    text: str
    full: str = ""
    method: str = ""

    def covers(self, dotted: str) -> bool:
        """Whether a name is this one or below it, also where another library hands it on (`jax.numpy` for `numpy`)."""
        if self.method:
            return False
        if is_below(dotted, self.full) or is_below(public_name(dotted), public_name(self.full)):
            return True
        standard = self.full.partition(".")[0] in sys.stdlib_module_names  # np.random is not random
        return not standard and f".{self.full}." in f"{dotted}."


def read_entry(text: str, aliases: dict[str, str]) -> Entry:
    """Understand an entry of `forbid`; `aliases` are what the notebook's locked cells import under other names."""
    if text.startswith("."):
        return Entry(text, method=text[1:])
    first, dot, rest = text.partition(".")
    if not dot and hasattr(builtins, first):
        return Entry(text, f"builtins.{first}")
    return Entry(text, f"{aliases.get(first) or _SHORT.get(first, first)}{dot}{rest}")


def find_forbidden(program: Program, statement: Statement, entries: Iterable[Entry]) -> Iterator[tuple[ast.AST, Entry]]:
    """The places in a statement that use a forbidden name: the node, and the entry."""
    entries = list(entries)
    called = {node.func: node for node in program.walk(statement.node) if isinstance(node, ast.Call)}
    for node in program.walk(statement.node):
        dotted = set(imported(node))
        if _is_read(node) and not program.is_parameter(node):
            dotted |= {value.dotted for value in only(Named, program.values(node))}
        for entry in entries:
            if entry.method:
                used = _uses_method(program, node, entry.method, called.get(node))
            else:
                used = any(entry.covers(name) for name in dotted)
            if used:
                yield node, entry


def find_imports(program: Program, statement: Statement) -> Iterator[tuple[ast.AST, str]]:
    """The top-level packages that a statement imports, but for Python's own harmless ones: the node, and the name."""
    for node in program.walk(statement.node):
        names = imported(node)
        if isinstance(node, ast.Call) and _dotted(program, node.func) & IMPORTERS and node.args:
            names = program.texts(node.args[0])
        for name in sorted({name.partition(".")[0] for name in names} - HARMLESS - {""}):
            yield node, name


def find_unreadable(program: Program, statement: Statement, entries: Iterable[Entry]) -> Iterator[tuple[ast.AST, str]]:
    """The places in a statement where reading cannot tell what would run: the node, and what it is."""
    entries = list(entries)
    plain = _plain_places(program, statement)
    for node in program.walk(statement.node):
        for name in sorted(_dotted(program, node)) if _is_read(node) else ():
            if any(name == entry or name.startswith(f"{entry}.") for entry in _UNREADABLE):
                yield node, f"'{name}'"
            elif (name in EVALUATORS | IMPORTERS or name == "sys.modules") and node not in plain:
                yield node, f"'{name.removeprefix('builtins.')}' handed on as a value"
        match node:
            case ast.Attribute(attr=attr) if attr in _UNREADABLE_ATTRIBUTES:
                yield node, f"'{attr}'"
            case ast.Call(func=function, args=[first, *rest]):
                names = _dotted(program, function)
                if names & (EVALUATORS | IMPORTERS) and not _is_known_text(program, first):
                    yield node, f"'{_short(min(names & (EVALUATORS | IMPORTERS)))}' of something put together"
                elif "builtins.getattr" in names and rest and _hidden_name(program, first, rest[0], entries):
                    yield node, "'getattr' of a name put together"
                elif names & _MAGICS and (magics := _OPAQUE_MAGICS & set(program.texts(first))):
                    yield node, f"the magic '%{min(magics)}'"
            case ast.Subscript(value=base, slice=key, ctx=ast.Load()) if not _is_known_text(program, key):
                values, names = program.values(base), _dotted(program, base)
                below = any(entry.full.startswith(name.removesuffix("__dict__")) for entry in entries for name in names)
                hidden = below and any(name.endswith(".__dict__") for name in names)
                if hidden or program.is_namespace(values) or names & {"sys.modules", "builtins", "builtins.__dict__"}:
                    yield node, "a name put together"


def find_rewriters(program: Program, statement: Statement) -> Iterator[tuple[ast.AST, str]]:
    """The places where a statement changes how other cells are understood, by the name that is used for it."""
    for node in program.walk(statement.node):
        match node:
            case ast.Attribute(attr=name) | ast.Constant(value=str(name)) if name in _REWRITERS:
                yield node, f"'{name}'"


def _is_read(node: ast.AST) -> bool:
    """Whether a node is an expression that hands out a value which reading may know by name."""
    kinds = ast.Name | ast.Attribute | ast.Subscript | ast.Call
    return isinstance(node, kinds) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load)


# --- methods and attributes ---


def _uses_method(program: Program, node: ast.AST, name: str, call: ast.Call | None) -> bool:
    match node:
        case ast.Attribute(value=base, attr=attr, ctx=ast.Load()) if attr == name:
            return _is_librarys(program, base, name, call)
        case ast.Assign(targets=targets, value=value) if not _switches_off(value):
            places = [target for target in targets if isinstance(target, ast.Attribute) and target.attr == name]
            return any(_is_librarys(program, target.value, name, None) for target in places)
        case ast.Call(func=function, args=arguments, keywords=keywords):
            named = _dotted(program, function)
            by_text = named & {"builtins.getattr", "builtins.setattr"} and len(arguments) > 1
            if by_text and name in program.texts(arguments[1]):
                return _is_librarys(program, arguments[0], name, None)
            if named & {"operator.attrgetter", "operator.methodcaller"} and arguments:
                return any(name in text.split(".") for text in program.texts(arguments[0]))
            if isinstance(function, ast.Attribute) and function.attr in ("__getattribute__", "__getattr__"):
                return any(name in program.texts(argument) for argument in arguments)
            given = [keyword for keyword in keywords if keyword.arg == name and not _switches_off(keyword.value)]
            return bool(given) and not program.targets(node)
    return False


def _switches_off(value: ast.AST) -> bool:
    return isinstance(value, ast.Constant) and not value.value


def _is_librarys(program: Program, base: ast.AST, name: str, call: ast.Call | None) -> bool:
    """Whether `base.name` is a library's method, and not one of the notebook's own classes or of the course's."""
    values = program.values(base)
    own = [value.node for value in values if isinstance(value, Class | Instance)]
    if any(program.method(owner, name) for owner in own) or Kind.GIVEN in values:
        return False
    if Kind.LIBRARY in values:
        return True
    if modules := only(Named, values):
        return any(value.dotted.partition(".")[0] in LIBRARIES for value in modules)
    if own:
        bases = [base for owner in own for part in owner.bases for base in only(Named, program.values(part))]
        return any(base.dotted.partition(".")[0] in LIBRARIES for base in bases)
    # Nothing is known of the object: a method of the notebook's own that fits the call gets the benefit of the doubt.
    methods = [function for function in program.functions.get(name, ()) if program.is_method(function)]
    if not methods or call is None:
        return not methods
    return not any(_fits(call, method) for method in methods)


def _fits(call: ast.Call, method: FunctionNode) -> bool:
    """Whether a call on an object can be a call of this method."""
    if any(isinstance(argument, ast.Starred) for argument in call.args) or any(k.arg is None for k in call.keywords):
        return True
    arguments = method.args
    plain = [item.arg for item in [*arguments.posonlyargs, *arguments.args]][1:]
    given = len(call.args)
    named = {keyword.arg for keyword in call.keywords}
    needed = set(plain[given : max(len(plain) - len(arguments.defaults), 0)]) - named
    known = arguments.kwarg is not None or named <= {*plain[given:], *(item.arg for item in arguments.kwonlyargs)}
    return not needed and known and (given <= len(plain) or arguments.vararg is not None)


# --- what cannot be read ---


def _plain_places(program: Program, statement: Statement) -> set[ast.AST]:
    """Where `exec`, `__import__` and `sys.modules` may stand: called, given another name, indexed, asked `in`."""
    places: set[ast.AST] = set()
    for node in program.walk(statement.node):
        match node:
            case ast.Call(func=function):
                places.add(function)
            case ast.Assign(targets=targets, value=value) if all(isinstance(t, ast.Name) for t in targets):
                places.add(value)
            case ast.Subscript(value=base) | ast.Attribute(value=base):
                places.add(base)
            case ast.Compare(comparators=others):
                places.update(others)
    return places


def _is_known_text(program: Program, node: ast.AST) -> bool:
    values = program.values(node)
    return bool(values) and all(isinstance(value, Text) for value in values)


def _hidden_name(program: Program, base: ast.AST, name: ast.AST, entries: list[Entry]) -> bool:
    """Whether `getattr(base, name)` may reach a forbidden name that was put together for the purpose.

    A name that comes in as an argument or an attribute is ordinary (`getattr(torch, self.activation)`).
    """
    if _is_known_text(program, name):
        return False
    for node in ast.walk(name):
        if isinstance(node, ast.Attribute) and not only(Named, program.values(node.value)):
            called = any(isinstance(call, ast.Call) and call.func is node for call in ast.walk(name))
            if not called:
                return False
        if isinstance(node, ast.Name) and (program.is_parameter(node) or Kind.DATA in program.values(node)):
            return False
    modules = [f"{value.dotted}." for value in only(Named, program.values(base))]
    below = any(entry.full.startswith(module) for entry in entries for module in modules)
    return below or (Kind.LIBRARY in program.values(base) and any(entry.method for entry in entries))


def _dotted(program: Program, node: ast.AST) -> frozenset[str]:
    return frozenset(value.dotted for value in only(Named, program.values(node)))


def _short(dotted: str) -> str:
    return dotted.rpartition(".")[2]
