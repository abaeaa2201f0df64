"""What is taken out of PyTorch's and TensorFlow's compiled libraries, through ctypes: see `absent`."""

import contextlib
import ctypes
import gc
import mmap
import os
import sys
import types
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from autograder.benches.guard import ForbiddenCall

# C++ symbols: what PyTorch keeps of a tensor's gradient. In their tables of functions, from 2: set_requires_grad,
# requires_grad, mutable_grad, grad, fw_grad, set_fw_grad.
_TABLES = ("_ZTVN5torch8autograd12AutogradMetaE", "_ZTVN5torch8autograd22DifferentiableViewMetaE")
_SLOTS = (2, 3, 7)
# TorchScript's own derivatives, which need no autograd, and which nothing in PyTorch's Python uses.
_SYMBOLIC = ("_jit_differentiate", "_jit_pass_create_autodiff_subgraphs")
_READ, _WRITE = 1, 2  # of mprotect
# PyTorch's and TensorFlow's, opened while their files are not hidden.
_libraries: dict[str, ctypes.CDLL] = {}


def prepare() -> None:
    """In a zygote: open the libraries, and take out of PyTorch what no bench needs."""
    if torch := sys.modules.get("torch"):
        with contextlib.suppress(OSError):  # a bench that needs it says so
            _libraries["torch"] = ctypes.CDLL(str(Path(torch.__path__[0]) / "lib" / "libtorch_cpu.so"))
        for name in _SYMBOLIC:
            if function := getattr(torch._C, name, None):
                for holder in gc.get_referrers(function):  # the module, and Python's copy of it for another import
                    if isinstance(holder, dict):
                        holder.pop(name, None)
    if tensorflow := sys.modules.get("tensorflow"):
        files = (file for file in sorted(files_of(tensorflow)) if "tensorflow" in os.path.basename(file))
        opened = (ctypes.CDLL(file) for file in files)
        if library := next((one for one in opened if hasattr(one, "TF_RegisterKernelBuilder")), None):
            _libraries["tensorflow"] = library


def forget() -> None:
    """Let go of the libraries: whoever has one can call any function of it."""
    _libraries.clear()


def files_of(package: types.ModuleType) -> set[str]:
    """The libraries of a package that are loaded: what a program needs that would load it anew, in Python or in C."""
    maps = Path("/proc/self/maps").read_text(encoding="utf-8", errors="surrogateescape")
    files = {line.split(maxsplit=5)[5] for line in maps.splitlines() if line.count("/")}
    return {file for file in files if any(file.startswith(f"{folder}/") for folder in package.__path__)}


def switch_autograd_off() -> None:
    """Make PyTorch's library believe that no tensor requires a gradient, and that none has a tangent."""
    if "torch" not in _libraries:
        raise LookupError("PyTorch's autograd cannot be switched off: torch or its libtorch_cpu.so is not there")
    torch, library = sys.modules["torch"], _libraries["torch"]
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    nothing = ctypes.cast(libc.pthread_condattr_destroy, ctypes.c_void_p).value  # does nothing, and returns 0
    for name in _TABLES:
        table = ctypes.addressof(ctypes.c_char.in_dll(library, name))
        slots = (ctypes.c_void_p * (max(_SLOTS) + 1)).from_address(table)
        page = table & -mmap.PAGESIZE
        size = table + ctypes.sizeof(slots) - page
        if libc.mprotect(page, size, _READ | _WRITE):
            raise OSError(ctypes.get_errno(), "mprotect of PyTorch's tables")
        for slot in _SLOTS:
            slots[slot] = nothing
        libc.mprotect(page, size, _READ)
    if (torch.ones(1).requires_grad_() * 2).requires_grad or torch.ones(1, requires_grad=True).requires_grad:
        raise RuntimeError("PyTorch's autograd cannot be switched off in this version")
    # With what it would compute: tanh_backward, _softmax_backward_data and some 250 others.
    _replace_operators("torch.autograd", lambda operator: "backward" in operator, ("CPU", "Autograd"))


def replace_operator(name: str) -> None:
    """Replace one of PyTorch's operators, by its name in Python."""
    _replace_operators(name, lambda operator: operator == name.removeprefix("torch."), ("CPU",))


def _replace_operators(shown: str, chosen: Callable[[str], bool], keys: tuple[str, ...]) -> None:
    """Replace operators in the dispatcher, which Python, TorchScript and compiled code ask alike.

    chosen: whether an operator of this name, without its overload, is one of them. An older PyTorch may not have all.
    """
    torch = sys.modules["torch"]

    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise ForbiddenCall(f"'{shown}' may not be used in this assignment; write it by hand")

    overrides = torch.library.Library("aten", "IMPL")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that there was another kernel
        for full in torch._C._dispatch_get_all_op_names():
            space, _, overload = full.partition("::")
            if space == "aten" and chosen(overload.partition(".")[0]):
                for key in keys:
                    overrides.impl(overload, refuse, key)
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(overrides))  # for ever, and nobody has it: its end would undo it


def operations_of(module: types.ModuleType) -> Iterator[str]:
    """The operations that a module generated for TensorFlow stands for: `ApplyAdam` beside its `apply_adam`."""
    if module.__name__.rpartition(".")[2].startswith("gen_"):
        for name, value in vars(module).items():
            if name[0].isupper() and getattr(value, "__module__", None) == module.__name__:
                yield name


def stop_operations(names: Iterable[str]) -> None:
    """Have TensorFlow find two kernels for each of these operations, which it refuses to choose between."""
    for name in names:
        if "tensorflow" not in _libraries:
            raise LookupError(f"TensorFlow's '{name}' cannot be stopped: its library is not there")
        library = _libraries["tensorflow"]
        library.TF_NewKernelBuilder.restype = library.TF_NewStatus.restype = ctypes.c_void_p
        status = ctypes.c_void_p(library.TF_NewStatus())
        for device in (b"CPU", b"XLA_CPU_JIT"):
            nothing = ctypes.CDLL(None).pthread_condattr_destroy  # never called
            builder = library.TF_NewKernelBuilder(name.encode(), device, None, nothing, None)
            library.TF_RegisterKernelBuilder(name.encode(), ctypes.c_void_p(builder), status)
            if library.TF_GetCode(status):
                raise RuntimeError(f"TensorFlow's '{name}' cannot be stopped in this version")
        library.TF_DeleteStatus(status)
