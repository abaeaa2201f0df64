"""What a question forbids, as a reader finds it: a name that is used, a package, a way past all reading.

An entry is a dotted name (`sklearn`, `np.linalg.lstsq`, `torch.autograd.grad`: the name and all below it), a builtin
(`sorted`), or a dot and the name of a method or attribute of libraries' objects (`.backward`, `.requires_grad_`).
"""

import ast
import builtins
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from autograder.rules.library_names import is_below, public_name
from autograder.rules.reading import EVALUATORS, IMPORTERS, MAGICS, RUNNERS, Names, Reading, words
from autograder.scopes import Statement

# What the field writes for short, whether or not a notebook says so.
_SHORT = {
    "np": "numpy", "plt": "matplotlib.pyplot", "tf": "tensorflow", "pd": "pandas", "sp": "scipy", "nn": "torch.nn",
    "F": "torch.nn.functional", "keras": "tensorflow.keras", "jnp": "jax.numpy",
}  # fmt: skip
# Python's own modules may be imported, and what shows how far a loop is: the sandbox keeps the machine safe.
HARMLESS = frozenset(sys.stdlib_module_names) - {"ctypes", "_ctypes"} | {"tqdm", "IPython", "ipywidgets"}
_FRAMEWORKS = frozenset({"torch", "tensorflow", "keras", "jax"})

# Ways to run or find code past the reader and the guard.
_ROADS = words(
    "marshal runpy ctypes _ctypes cffi _cffi_backend codeop gc.get_objects gc.get_referrers gc.get_referents "
    "types.CodeType types.FunctionType importlib.util importlib.machinery "
    "importlib.reload sys._getframe sys._current_frames sys.meta_path sys.path_hooks inspect.currentframe dis "
    "inspect.stack sys.modules.values sys.modules.items sys.modules.copy autograder sys.settrace sys.setprofile"
)
_HIDDEN_ATTRIBUTES = words(
    "__subclasses__ f_globals f_locals f_builtins f_back gi_frame tb_frame __code__ __closure__ cell_contents "
    "__wrapped__ __globals__ __loader__ __spec__ load_module exec_module __import__ user_module"
)
# Whoever touches these decides what other cells mean.
_REWRITERS = words(
    "input_transformers_post input_transformers_cleanup input_transformer_manager ast_transformers transform_cell "
    "transform_ast do_execute run_ast_nodes run_code init_transformers_manager"
)
_LOOKUPS = frozenset(f"sys.modules.{name}" for name in ("get", "pop", "setdefault", "__getitem__"))
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


def find_forbidden(reading: Reading, statement: Statement, entries: Iterable[Entry]) -> Iterator[tuple[ast.AST, Entry]]:
    """The places in a statement that use a forbidden name, or import one that is used: the node, and the entry."""
    entries = list(entries)
    nodes = reading.walk(statement)
    calls = {node.func: node for node in nodes if isinstance(node, ast.Call)}
    for node in nodes:
        dotted = reading.names(node) if _is_read(node) else reading.used_imports(node)
        for entry in entries:
            if entry.method:
                used = _uses_method(reading, node, entry.method, calls.get(node))
            else:
                used = any(entry.covers(name) for name in dotted)
            if used:
                yield node, entry


def find_imports(reading: Reading, statement: Statement, allowed: Iterable[str]) -> Iterator[tuple[ast.AST, str]]:
    """Imports of packages that are used, and neither allowed nor Python's own: the node, and the package."""
    for node in reading.walk(statement):
        names = [*reading.used_imports(node)]
        if isinstance(node, ast.Call) and reading.names(node.func) & IMPORTERS:
            names += reading.names(node)
        for root in sorted({name.partition(".")[0] for name in names} - HARMLESS - {*allowed, ""}):
            yield node, root


def find_unreadable(reading: Reading, statement: Statement) -> Iterator[tuple[ast.AST, str]]:
    """The places in a statement where reading cannot tell what would run: the node, and what it is."""
    nodes = reading.walk(statement)
    plain = {node.func for node in nodes if isinstance(node, ast.Call)}
    plain |= {node.value for node in nodes if isinstance(node, ast.Subscript | ast.Attribute)}
    plain |= {other for node in nodes if isinstance(node, ast.Compare) for other in node.comparators}
    for node in nodes:
        for name in sorted(reading.names(node)) if _is_read(node) else ():
            if any(is_below(name, road) for road in _ROADS):
                yield node, f"'{name}'"
            elif (name in EVALUATORS | IMPORTERS or name == "sys.modules") and node not in plain:
                yield node, f"'{name.removeprefix('builtins.')}' handed on as a value"
        match node:
            case ast.Attribute(attr=name) if name in _HIDDEN_ATTRIBUTES:
                yield node, f"'{name}'"
            case ast.Constant(value=str(text)) if hidden := _HIDDEN_ATTRIBUTES & {*text.split(".")}:
                yield node, f"'{min(hidden)}'"
            case ast.MatchClass(kwd_attrs=attributes) if hidden := _HIDDEN_ATTRIBUTES & {*attributes}:
                yield node.cls, f"'{min(hidden)}'"
            case ast.Call(func=function, args=arguments):
                yield from ((node, what) for what in _computed_call(reading, reading.names(function), arguments))
            case ast.Subscript(value=base, slice=key, ctx=ast.Load()) if not _is_text(key):
                if any(n in ("sys.modules", "builtins") or n.endswith(".__dict__") for n in reading.names(base)):
                    yield node, "a name put together"


def _computed_call(reading: Reading, called: Names, arguments: list[ast.expr]) -> Iterator[str]:
    """What a call looks up or runs by a text that is put together."""
    first = arguments[0] if arguments else None
    if running := called & (EVALUATORS | IMPORTERS | RUNNERS | _LOOKUPS):
        if first is not None and not _is_text(first):
            yield f"'{min(running).rpartition('.')[2]}' of something put together"
    elif "builtins.getattr" in called and len(arguments) > 1 and not _is_text(arguments[1]):
        if reading.names(first) & {"builtins", "namespace", "sys"}:
            yield "'getattr' of a name put together"
    elif called & MAGICS and isinstance(first, ast.Constant) and first.value in _OPAQUE_MAGICS:
        yield f"the magic '%{first.value}'"


def find_rewriters(reading: Reading, statement: Statement) -> Iterator[tuple[ast.AST, str]]:
    """The places where a statement changes how other cells are understood, by the name that is used for it."""
    for node in reading.walk(statement):
        match node:
            case ast.Attribute(attr=name) | ast.Constant(value=str(name)) if name in _REWRITERS:
                yield node, f"'{name}'"


def _is_read(node: ast.AST) -> bool:
    """Whether a node is an expression that hands out a value which reading may know by name."""
    kinds = ast.Name | ast.Attribute | ast.Subscript | ast.Call
    return isinstance(node, kinds) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str | bytes | int)


# --- methods and attributes ---


def _uses_method(reading: Reading, node: ast.AST, name: str, call: ast.Call | None) -> bool:
    """Whether a node plainly uses a library's method or attribute. What is not plain, the guard sees."""
    match node:
        case ast.Attribute(value=base, attr=attr, ctx=ast.Load()) if attr == name:
            return _may_be_librarys(reading, base, name, call)
        case ast.Assign(targets=targets, value=value) if not _switches_off(value):
            places = [target for target in targets if isinstance(target, ast.Attribute) and target.attr == name]
            return any(not (isinstance(place.value, ast.Name) and place.value.id == "self") for place in places)
        case ast.Call(func=function, args=arguments, keywords=keywords):
            if reading.names(function) & {"builtins.getattr", "builtins.setattr"} and len(arguments) > 1:
                texts = [arguments[1].value] if isinstance(arguments[1], ast.Constant) else []
                return name in texts and _may_be_librarys(reading, arguments[0], name, None)
            given = [keyword for keyword in keywords if keyword.arg == name and not _switches_off(keyword.value)]
            return bool(given) and not reading.is_own(function)
    return False


def _switches_off(value: ast.AST) -> bool:
    return isinstance(value, ast.Constant) and not value.value


def _may_be_librarys(reading: Reading, base: ast.AST, name: str, call: ast.Call | None) -> bool:
    """Whether `base.name` can be nothing but a library's: none of the notebook's or the course's has such a method."""
    roots = {dotted.partition(".")[0] for dotted in reading.names(base)}
    if isinstance(base, ast.Call):
        roots |= {dotted.partition(".")[0] for dotted in reading.names(base.func)}
    if roots:
        return bool(roots & _FRAMEWORKS)
    methods = reading.methods.get(name, ())
    if not methods or call is None:
        return not methods
    return not any(_fits(call, method) for method in methods)


def _fits(call: ast.Call, method: ast.FunctionDef) -> bool:
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
