"""What a bench is built without, so that no student's code can use it, by whatever name it asks.

Two things make something absent. Its files are hidden in the sandbox (`places`), from the bench and from any program
that it starts; and what the zygote has in memory is emptied in the fork, before a student's first cell:

- a package that nothing else needs is not there;
- the functions of a module are left without their code, whoever holds them;
- PyTorch's autograd never records: to the library, no tensor requires a gradient, in whatever thread or mode; and the
  operators that it computes derivatives with are gone, too;
- an operator of PyTorch's is replaced in the dispatcher, which all of its front ends ask;
- an operation of TensorFlow's gets a second kernel, so that it can run in no graph, compiled or not.

Where something was emptied, `_lock` closes the ways by which Python changes a process's memory, ctypes above all. The
hook cannot be removed, and holds nothing that could be changed. Whoever finds ctypes's types among all classes, and
knows the addresses, can still do anything: see docs.
"""

import contextlib
import os
import sys
import types
from collections.abc import Iterable, Iterator
from importlib.machinery import ModuleSpec, PathFinder
from typing import Any

from autograder.benches import compiled, linux
from autograder.benches.guard import ForbiddenCall
from autograder.rules.library_names import is_below, package_of, public_name

AUTOGRAD = "torch.autograd"
_OPERATORS = "torch._fused_"  # the beginning of the names of those that are replaced in the dispatcher
# Data files that coursekit reads beside a package's code.
_DATA = {"sklearn": ("datasets/data", "datasets/images"), "skimage": ("data",)}
_REFUSED_EVENTS = frozenset({"gc.get_objects", "gc.get_referrers", "gc.get_referents"})
_CTYPES = ("ctypes", "_ctypes")
_FOREIGN = ("cffi", "_cffi_backend")  # calls any function of the machine's, and no hook is told
_OURS = "coursekit"
_made_with_ctypes: list[tuple[types.ModuleType, str]] = []  # what to take out of which module, found out once
_absent: list[str] = []  # the names that were taken out
_hidden: list[str] = []  # their files and folders
_kept: list[str] = []  # the folders below those that stay visible
_gone: set[str] = set()  # packages that cannot be imported


def prepare() -> None:
    """In a zygote: what would take every fork long, or could not be done in one any more."""
    for module in [module for module in sys.modules.values() if isinstance(module, types.ModuleType)]:
        _made_with_ctypes.extend((module, name) for name, value in list(vars(module).items()) if _is_of_ctypes(value))
    compiled.prepare()


def places() -> tuple[list[str], list[str]]:
    """The files and folders to hide so that what was taken out is absent, and those below them that stay visible."""
    return [*_hidden], [*_kept]


def _find_places(names: list[str]) -> None:
    for package in {name.partition(".")[0] for name in names if "." in name} & sys.modules.keys():
        _hidden.extend(compiled.files_of(sys.modules[package]))
    for name in (*names, *_FOREIGN) if names else ():
        if "." not in name and name not in sys.modules:
            spec = PathFinder.find_spec(name)
            folders = list(spec.submodule_search_locations or [spec.origin]) if spec else []
            _hidden.extend(folders)
            _kept.extend(f"{folder}/{data}" for folder in folders for data in _DATA.get(name, ()))
        elif "." in name and name != AUTOGRAD:
            for module in _modules(name):
                files = (getattr(module, name, None) for name in ("__file__", "__cached__"))
                _hidden.extend(getattr(module, "__path__", None) or filter(None, files))
            _hidden.extend(function.__code__.co_filename for function in _functions_of(_find(name), set()))


def take_out(names: Iterable[str]) -> None:
    """Empty what is in this process's memory of these names, for good; its forks do the rest with `close`.

    Raises whatever goes wrong: with less taken out than was asked for, no bench may run.
    """
    _absent.extend(names)
    _find_places(_absent)
    for name in _absent:
        if name == AUTOGRAD:
            compiled.switch_autograd_off()
        elif name.startswith(_OPERATORS):
            compiled.replace_operator(name)
        elif "." in name:
            _empty(name)


def close(named: Iterable[str]) -> None:
    """Have the packages that are absent not be found, and lock the process, where there is anything to lock.

    named: packages that may be imported, not used.
    """
    names, named = _absent, {*named}
    for name in (*names, *_FOREIGN) if names else ():
        if "." not in name and name not in sys.modules:
            if name in named:
                sys.modules[name] = _Absent(name)
            else:  # not None among the modules: SciPy for one asks whether torch is among them, and then for its Tensor
                _gone.add(name)
    if names:
        sys.meta_path.insert(0, _Finder)
    if any("." in name and not is_below(name, _OURS) for name in names):
        _lock()  # where only files are hidden, there is nothing in memory to reach


class _Absence(type):
    """A class without instances, for whatever is asked of a package that is only named: no call of it works."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Absence(name, (), {"__module__": cls.__module__})

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        raise ForbiddenCall(f"'{cls.__module__.partition('.')[0]}' may not be used in this question; write it by hand")


class _Absent(types.ModuleType):
    """Stands for a package, or a module of it, that a cell imports for another question."""

    def __init__(self, name: str):
        super().__init__(name)
        self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Absence(name, (), {"__module__": self.__name__})


class _Finder:
    """Finds modules of packages that are only named, and refuses those that are gone, of which a folder is left."""

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name.partition(".")[0] in _gone:
            raise ModuleNotFoundError(f"No module named '{name}'", name=name)
        named = "." in name and isinstance(sys.modules.get(name.partition(".")[0]), _Absent)
        return ModuleSpec(name, _Finder, is_package=True) if named else None

    @staticmethod
    def create_module(spec: ModuleSpec) -> types.ModuleType:
        return _Absent(spec.name)

    @staticmethod
    def exec_module(module: types.ModuleType) -> None:
        """There is nothing in it."""


# --- modules and functions ---


def _modules(name: str) -> list[types.ModuleType]:
    """The loaded modules that a name means, with those below it."""
    public = public_name(name)
    loaded = [(key, module) for key, module in sys.modules.items() if isinstance(module, types.ModuleType)]
    return [module for key, module in loaded if is_below(key, name) or is_below(public_name(key), public)]


def _find(name: str) -> Any:
    """What a dotted name stands for; None if there is no such thing, or it is a module."""
    first, *parts = name.split(".")
    found = sys.modules.get(first)
    for part in parts:
        found = getattr(found, part, None)
    return None if isinstance(found, types.ModuleType) else found


def _empty(name: str) -> None:
    """Leave the functions without their code, of the modules or of the one function that a name means."""
    modules = _modules(name)
    names = {module.__name__ for module in modules}
    seen: set[int] = set()
    functions = [*_functions_of(_find(name), seen)]
    for module in modules:
        for value in list(vars(module).values()):
            if getattr(value, "__module__", None) in names:
                functions += _functions_of(value, seen)
    for function in functions:
        function.__code__ = _stub(_NOTHING if is_below(name, _OURS) else _REFUSAL, name, function.__code__)
    if package_of(name) == "tensorflow":
        compiled.stop_operations(operation for module in modules for operation in compiled.operations_of(module))
    target = _find(name)
    if target is None and not modules:
        raise LookupError(f"there is no '{name}' that could be taken out")
    if target is not None and not functions:  # written in C: whoever has it, has it no more
        for module in [module for module in sys.modules.values() if isinstance(module, types.ModuleType)]:
            for alias in [alias for alias, value in vars(module).items() if value is target]:
                delattr(module, alias)


def _functions_of(value: Any, seen: set[int]) -> Iterator[types.FunctionType]:
    """A function, those that it wraps, and those of a class."""
    if id(value) in seen:
        return
    seen.add(id(value))
    match value:
        case types.FunctionType():
            inner = [cell.cell_contents for cell in value.__closure__ or () if _is_filled(cell)]
            yield value
        case type():
            inner = list(vars(value).values())
        case property():
            inner = [value.fget, value.fset]
        case staticmethod() | classmethod() | types.MethodType():
            inner = [value.__func__]
        case _:
            inner = [getattr(value, "_implementation", None)]  # NumPy's dispatcher has it
    for part in inner:
        own = isinstance(part, type) or getattr(part, "__module__", None) == getattr(value, "__module__", None)
        if isinstance(part, types.FunctionType | property | staticmethod | classmethod) or (own and part is not None):
            yield from _functions_of(part, seen)


def _is_filled(cell: types.CellType) -> bool:
    with contextlib.suppress(ValueError):
        return isinstance(cell.cell_contents, types.FunctionType)
    return False


def _stub(template: str, name: str, code: types.CodeType) -> types.CodeType:
    """Code that takes any arguments and does what the template says, with as many free variables as `code` has."""
    free = ", ".join(code.co_freevars)
    namespace: dict[str, Any] = {}
    exec(template.format(free=free, name=name), namespace)
    return namespace["make"](*code.co_freevars).__code__.replace(co_name=code.co_name)


_REFUSAL = """
def make({free}):
    def refuse(*args, **kwargs):
        lambda: ({free})
        from autograder.benches.guard import ForbiddenCall
        raise ForbiddenCall("'{name}' may not be used in this assignment; write it by hand")
    return refuse
"""
# Students also check their own gradients in cells that they add, and go on in the next line.
_NOTHING = """
def make({free}):
    def nothing(*args, **kwargs):
        lambda: ({free})
        print("('{name}' does nothing while this notebook is graded.)")
    return nothing
"""


# --- the lock ---


def _lock() -> None:
    """Refuse, until this process ends, what reaches objects without their name and what reaches memory."""
    linux.set_dumpable(False)  # /proc/self/mem is nobody's, also for programs that it starts
    compiled.forget()
    _drop_ctypes()
    refused, refusal = _REFUSED_EVENTS, ForbiddenCall
    # The student's folders are not among them yet.
    libraries = {sys.prefix, sys.base_prefix, sys.exec_prefix, "/usr", *filter(os.path.isabs, sys.path)}
    readable = tuple(f"{place.rstrip('/')}/" for place in libraries)
    foreign, name_of = _CTYPES, os.path.basename

    def watch(event: str, arguments: tuple) -> None:
        if event == "object.__getattr__" or event == "sys._getframe":  # by far the most, from the guard
            return
        if event in refused or event.startswith("ctypes."):
            raise refusal(f"'{event}' may not be used in this assignment")
        if event == "import":
            name, file = arguments[:2]
            if name in foreign or (file is not None and name_of(file).partition(".")[0] in foreign):
                raise ModuleNotFoundError(f"'{name}' may not be used in this assignment")
            if file is not None and (".." in file or not file.startswith(readable)):
                raise refusal("a compiled module of your own may not be used in this assignment")

    sys.addaudithook(watch)


def _drop_ctypes() -> None:
    """Take ctypes, and what was made with it, out of all modules: it calls functions and writes to any address."""
    for name in [name for name in sys.modules if name.partition(".")[0] in _CTYPES]:
        sys.modules[name] = None
    for module, name in _made_with_ctypes:
        vars(module)[name] = None  # as where there is no ctypes, which NumPy for one can do without


def _is_of_ctypes(value: Any) -> bool:
    """Whether a value is one of its modules, classes and functions, or made of one. Runs nothing of the value's own."""
    kind = type(value)
    if issubclass(kind, types.ModuleType):
        return str(vars(value).get("__name__")).partition(".")[0] in _CTYPES
    if kind is types.FunctionType:
        return value.__module__ in _CTYPES
    return any(each.__module__ in _CTYPES for each in (value if issubclass(kind, type) else kind).__mro__)
