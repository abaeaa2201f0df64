"""Refuses forbidden calls and imports while a student's cells run. Installed in the student's own kernel.

It is there for what is in the bench because the course's own cells or other questions use it (what nobody needs is
absent: see `benches.absent`), for names that reading cannot know, and for a message at the very line. A student's
process could undo it. Refused is what comes directly from a student's cell, told by the file
name that ipykernel gives each cell: a library may use what it likes, and so may a locked cell. Nothing but the standard
library and `rules.library_names` is imported here.

Guarded are imports, modules' attributes, functions, classes (when an object is made) and methods of tensors. Builtins,
ufuncs and plain attributes are left to reading.
"""

import builtins
import functools
import importlib
import os
import sys
import types
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.rules.library_names import is_below, package_of, public_name

# The classes on which `.backward`, `.fit` and their like are methods, by the package that has them.
_HOSTS = {"torch": ("Tensor",), "tensorflow": ("Tensor", "Variable"), "keras": ("Model", "Optimizer")}
# Python's own library calls what it is given: functools.singledispatch, a thread, an executor.
_STANDARD = os.path.dirname(os.__file__) + os.sep
_PACKAGES = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")
# A file that fetches a library's attributes for whoever asks.
_FETCHER = os.path.join("tensorflow", "python", "util", "lazy_loader.py")
# What Python itself asks of a module, also on behalf of the code that imports something beside it.
_HARMLESS = frozenset({"__spec__", "__path__", "__name__", "__loader__", "__package__", "__file__", "__class__"})


class ForbiddenCall(RuntimeError):
    """A student's cell used what the assignment rules out; the message says what."""


@dataclass(eq=False)
class _Rule:
    full: str  # "numpy.linalg.lstsq", or ".backward"
    shown: str  # as the author of the assignment wrote it
    where: str  # "this assignment"
    free: tuple[str, ...]  # the texts of cells that may use it
    helpers: tuple[str, ...]  # those of cells that may use it unless an answer calls them
    done: bool = False

    def __post_init__(self) -> None:
        self.public = public_name(self.full)
        self.package = package_of(self.full)

    def covers(self, dotted: str) -> bool:
        return is_below(dotted, self.full) or is_below(public_name(dotted), self.public)


_rules: list[_Rule] = []
_seen: dict[str, Any] = {}  # modules that all rules have been held against
_library_files: set[str] = set()  # files whose code is no cell's, and asks for itself
_installed = False
_at_work = False  # while the guard itself looks around


def install(
    forbidden: Iterable[str | tuple[str, str]],
    allowed: Iterable[str],
    helping: Iterable[str] = (),
    where: str = "this assignment",
) -> None:
    """Refuse `forbidden` from now on in all cells but those with the texts `allowed`.

    forbidden: full dotted names, or `.name` for a method of tensors; each alone, or with the name to show in the
    message. helping: texts of cells that may use it for themselves, but not in functions that an answer calls. May be
    called again, for other names. Names of libraries that are not loaded yet are guarded once they are.
    """
    free, helpers = tuple(allowed), tuple(helping)
    pairs = [(name, name) if isinstance(name, str) else name for name in forbidden]
    new = [_Rule(full, shown, where, free, helpers) for full, shown in pairs]
    _rules.extend(new)
    _rules_against.cache_clear()
    global _installed
    if not _installed:
        _installed = True
        builtins.__import__ = _guarded_import(builtins.__import__)
        importlib.import_module = _guarded_import_module(importlib.import_module)
        if "IPython" in sys.modules and (shell := sys.modules["IPython"].get_ipython()) is not None:
            shell.events.register("pre_run_cell", lambda info: _apply())
    _apply(new)


@functools.cache
def _cell_files(sources: tuple[str, ...]) -> frozenset[str]:
    """The file names under which ipykernel runs cells with these texts, each without its folder.

    Found out when a rule first needs them, which most notebooks never do: ipykernel looks at each letter.
    """
    from ipykernel.compiler import get_file_name

    return frozenset(os.path.basename(get_file_name(source)) for source in sources)


# --- who is asking ---


def _refuse(rule: _Rule) -> None:
    """Raise `ForbiddenCall` if the caller of our caller is a student's cell that the rule holds for."""
    if _at_work:
        return
    frame = caller = sys._getframe(2)
    while frame is not None and _acts_for_another(frame.f_code.co_filename):
        frame = frame.f_back
    if frame is not None:  # else a thread whose whole work this is: nobody knows for which cell
        cell = _cell(frame)
        if cell is None and frame is caller:
            _library_files.add(frame.f_code.co_filename)
        if cell is None or cell in _cell_files(rule.free):
            return
        if cell in _cell_files(rule.helpers) and not _for_an_answer(frame.f_back, rule):
            return
    raise ForbiddenCall(f"'{rule.shown}' may not be used in {rule.where}; write it by hand")


@functools.lru_cache(maxsize=10_000)  # libraries ask thousands of times, from the same files
def _acts_for_another(file: str) -> bool:
    """Whether code of this file acts for whoever calls it: made from a string, of Python's own, of ours, a fetcher."""
    if file.startswith(_STANDARD):
        return not any(place in file for place in _PACKAGES)
    return file.startswith(("<", __file__)) or file.endswith(_FETCHER)


def _cell(frame: types.FrameType) -> str | None:
    """Which cell a frame's code stands in: the last part of the file name; None where it is no cell."""
    return _cell_of_file(frame.f_code.co_filename, os.getpid())


@functools.lru_cache(maxsize=10_000)
def _cell_of_file(file: str, pid: int) -> str | None:
    folder, _, name = file.rpartition(os.sep)
    # As ipykernel.compiler.get_tmp_directory names it, wherever TMPDIR points by now.
    return name if folder.endswith(f"{os.sep}ipykernel_{pid}") else None


def _for_an_answer(frame: types.FrameType | None, rule: _Rule) -> bool:
    """Whether a helper was called, directly or through others, by a cell that the rule holds for."""
    while frame is not None:
        cell = _cell(frame)
        if cell and cell not in _cell_files(rule.helpers):
            return cell not in _cell_files(rule.free)
        frame = frame.f_back
    return False


# --- imports ---


def _guarded_import(original: Callable) -> Callable:
    @functools.wraps(original)
    def __import__(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
        if level == 0 and isinstance(name, str):
            for rule in _rules_against(name, tuple(item for item in fromlist or () if isinstance(item, str))):
                _refuse(rule)
        return original(name, globals, locals, fromlist, level)

    del __import__.__wrapped__
    return __import__


@functools.lru_cache(maxsize=10_000)  # libraries import in functions that they call thousands of times
def _rules_against(name: str, items: tuple[str, ...]) -> tuple[_Rule, ...]:
    """The rules that an import of a module, or of items in it, breaks where it stands in a student's cell."""
    package = package_of(name)
    wanted = [name, *(f"{name}.{item}" for item in items)]
    return tuple(rule for rule in _rules if rule.package == package and any(map(rule.covers, wanted)))


def _guarded_import_module(original: Callable) -> Callable:
    @functools.wraps(original)
    def import_module(name: str, package: str | None = None) -> Any:
        for rule in _rules:
            if isinstance(name, str) and rule.covers(name):
                _refuse(rule)
        return original(name, package)

    del import_module.__wrapped__
    return import_module


# --- what is loaded already ---


def _apply(new: Collection[_Rule] = ()) -> None:
    """Guard what has been loaded since the last time; by `new` rules, all that is loaded."""
    global _at_work
    _at_work = True
    try:
        loaded = {}
        if sys.modules != _seen:  # before every cell: there are thousands of modules, and seldom a new one
            loaded = {name: module for name, module in sys.modules.items() if _seen.get(name) is not module}
            _seen.clear()
            _seen.update(sys.modules)
        just_loaded, all_loaded = _by_package(loaded), _by_package(_seen if new else {})
        for rule in _rules:
            is_method = rule.full.startswith(".")
            modules = all_loaded if rule in new else just_loaded
            for name, module in () if is_method else modules[rule.package]:
                if rule.covers(name):
                    _guard_module(module, rule)
            if not rule.done:
                _guard_methods(rule) if is_method else _guard_name(rule)
    finally:
        _at_work = False


def _by_package(modules: Mapping[str, Any]) -> dict[str, list[tuple[str, types.ModuleType]]]:
    """Names and modules by their package: a rule covers nothing of another package than its own."""
    found = defaultdict(list)
    for name, module in modules.items():
        if isinstance(module, types.ModuleType):
            found[package_of(name)].append((name, module))
    return found


def _guard_module(module: types.ModuleType, rule: _Rule) -> None:
    kind = type(module)
    if rule in getattr(kind, "_guarded_by", ()):
        return

    def __getattribute__(self: types.ModuleType, name: str) -> Any:
        # TensorFlow asks its own modules a hundred thousand times: the first test is all that this may cost it.
        if sys._getframe(1).f_code.co_filename not in _library_files and name not in _HARMLESS:
            _refuse(rule)
        return kind.__getattribute__(self, name)

    guarded = {"__getattribute__": __getattribute__, "_guarded_by": (*getattr(kind, "_guarded_by", ()), rule)}
    try:
        module.__class__ = type(kind.__name__, (kind,), guarded)
    except (TypeError, AttributeError):  # of a kind that cannot be changed (tf.compat.v1.train): guard what it makes
        for value in list(vars(module).values()):
            if isinstance(value, type) and rule.covers(f"{value.__module__}.{value.__qualname__}"):
                _guard_class(value, rule)


def _guard_name(rule: _Rule) -> None:
    """Guard a function or class by its full name, if the module that has it is loaded."""
    parts = rule.full.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        owner: Any = sys.modules.get(".".join(parts[:cut]))
        if owner is None:
            continue
        for part in parts[cut:-1]:
            owner = getattr(owner, part, None)
        target = getattr(owner, parts[-1], None)
        if isinstance(target, types.ModuleType):
            rule.done = True  # found among the modules
        elif isinstance(target, type):
            rule.done = _guard_class(target, rule)
        elif callable(target) and owner is not builtins and type(target).__name__ != "ufunc":
            rule.done = _replace(owner, parts[-1], target, rule, _places_of(target, parts[0]))
        return


def _guard_class(kind: type, rule: _Rule) -> bool:
    original = kind.__init__

    @functools.wraps(original)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        _refuse(rule)
        if original is object.__init__:
            original(self)  # the arguments were for __new__
        else:
            original(self, *args, **kwargs)

    del __init__.__wrapped__
    try:
        kind.__init__ = __init__
    except TypeError:
        return False  # written in C
    return True


def _places_of(target: Callable, package: str) -> list[tuple[dict[str, Any], str]]:
    """Where else a function stands in the modules of its package: np.linalg.lstsq, np.linalg._linalg.lstsq."""
    found = []
    for module_name, module in list(sys.modules.items()):
        if is_below(module_name, package) and isinstance(module, types.ModuleType):
            found += [(vars(module), alias) for alias, value in vars(module).items() if value is target]
    return found


def _replace(
    owner: Any, name: str, target: Callable, rule: _Rule, places: Iterable[tuple[dict[str, Any], str]] = ()
) -> bool:
    """Guard a function or method that is an attribute of `owner`, and wherever else it stands."""

    @functools.wraps(target)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        _refuse(rule)
        return target(*args, **kwargs)

    del guarded.__wrapped__  # which functools sets: the way past this
    for names, alias in places:
        names[alias] = guarded
    try:
        setattr(owner, name, guarded)
    except (AttributeError, TypeError):
        return False  # written in C
    return True


def _guard_methods(rule: _Rule) -> None:
    name = rule.full[1:]
    for package, kinds in _HOSTS.items():
        hosts = [getattr(sys.modules.get(package), kind, None) for kind in kinds]
        for host in [host for host in hosts if isinstance(host, type)]:
            for kind in [host, *(kind for kind in _family(host) if name in vars(kind))]:
                if callable(method := getattr(kind, name, None)):
                    rule.done |= _replace(kind, name, method, rule)


def _family(kind: type) -> list[type]:
    """The library's own subclasses of a class, which may have methods of their own."""
    package = kind.__module__.partition(".")[0]
    own = [sub for sub in kind.__subclasses__() if sub.__module__.partition(".")[0] == package]
    return own + [member for sub in own for member in _family(sub)]
