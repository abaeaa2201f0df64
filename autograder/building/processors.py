"""Environment variables that make numerical libraries compute as on other processors, as far as this one allows.

A sum in a different order has different last digits. NumPy, OpenBLAS, PyTorch, MKL and oneDNN choose the order by the
processor's instruction set and the number of threads; environment variables can make them choose as another would.
TensorFlow leaves products of matrices and convolutions to oneDNN, and XLA compiles for the processor; the rest of it is
built for one instruction set.
"""

import json
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from functools import cache

# Prints what the libraries of a process chose. PyTorch is included only if it has been imported.
PROBE = """
import json, sys, numpy, threadpoolctl
try:
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
except ImportError:  # NumPy 1
    from numpy.core._multiarray_umath import __cpu_dispatch__, __cpu_features__
_pools, _torch = threadpoolctl.threadpool_info(), sys.modules.get("torch")
print(json.dumps({
    "blas": sorted({pool["architecture"] for pool in _pools if pool["internal_api"] == "openblas"}),
    "numpy": [name for name in __cpu_dispatch__ if __cpu_features__[name]],
    "torch": _torch.backends.cpu.get_cpu_capability().lower() if _torch else None,
    "threads": sorted({pool["num_threads"] for pool in _pools}),
}))
"""


@dataclass(frozen=True)
class Processor:
    """A kind of processor: OpenBLAS's name for it, and its instruction set in the names of other libraries."""

    blas: str
    torch: str
    onednn: str
    mkl: str
    xla: str
    needs: tuple[str, ...] = ()  # prefixes of NumPy's names of instruction sets, one of which it must have
    beyond: tuple[str, ...] = ()  # prefixes of those that it does not have


_AVX2, _AVX512 = ("X86_V3", "AVX2"), ("X86_V4", "AVX512")
PROCESSORS = {
    "nehalem": Processor(
        "Nehalem", "default", "SSE41", "COMPATIBLE", "SSE4_2", beyond=("X86_V3", "X86_V4", "AVX", "FMA", "F16C")
    ),
    "haswell": Processor("Haswell", "avx2", "AVX2", "AVX2", "AVX2", needs=_AVX2, beyond=_AVX512),
    "zen": Processor("Zen", "avx2", "AVX2", "AVX2", "AVX2", needs=_AVX2, beyond=_AVX512),
    "skylakex": Processor("SkylakeX", "avx512", "AVX512_CORE", "AVX512", "AVX512", needs=_AVX512),
}


@dataclass(frozen=True)
class Variant:
    """A processor and a number of threads, with the environment variables that make libraries compute so."""

    processor: str
    threads: int

    def __str__(self) -> str:
        return f"{self.processor}, {self.threads} thread{'s' * (self.threads > 1)}"

    @property
    def env(self) -> dict[str, str]:
        """The variables to start a process with; empty on machines that are not x86-64."""
        if not _is_x86():
            return {}
        kind = PROCESSORS[self.processor]
        return dict.fromkeys(_THREADS, str(self.threads)) | {
            "OPENBLAS_CORETYPE": kind.blas,
            "NPY_DISABLE_CPU_FEATURES": " ".join(_of_numpy(kind.beyond)),
            "ATEN_CPU_CAPABILITY": kind.torch,
            "ONEDNN_MAX_CPU_ISA": kind.onednn,
            "MKL_CBWR": kind.mkl,
            "XLA_FLAGS": f"--xla_cpu_max_isa={kind.xla}",
        }

    def exports(self) -> str:
        """The variables as shell commands."""
        return "\n".join(f"export {name}='{value}'" for name, value in self.env.items())

    def obstacle(self) -> str | None:
        """Why this machine cannot stand in for the processor, or None."""
        if not _is_x86():
            return "this is no x86-64 processor"
        # OpenBLAS does not test the name it is given; kernels for a missing instruction set crash.
        if (needed := PROCESSORS[self.processor].needs) and not _of_numpy(needed):
            return f"this processor has no {needed[-1]}"
        found = _probed(tuple(self.env.items()))
        if found["blas"] != [PROCESSORS[self.processor].blas]:
            return f"this OpenBLAS takes the kernels for {' and '.join(found['blas']) or 'nothing'} in its place"
        return None if found["threads"] == [self.threads] else f"here {self.threads} threads cannot be had"

    def unheard(self, found: dict) -> str | None:
        """Which settings had no effect in a process, given what `PROBE` printed there; None if all had."""
        kind, wrong = PROCESSORS[self.processor], []
        if found["blas"] != [kind.blas]:
            wrong.append(f"OpenBLAS computes for {' and '.join(found['blas']) or 'nothing'}, not for {kind.blas}")
        if left := [name for name in found["numpy"] if name.startswith(kind.beyond)]:
            wrong.append(f"NumPy uses {', '.join(left)}")
        if found["torch"] not in (None, kind.torch):
            wrong.append(f"PyTorch uses {found['torch']}, not {kind.torch}")
        if found["threads"] != [self.threads]:
            wrong.append(f"there are {' and '.join(map(str, found['threads']))} threads, not {self.threads}")
        return "; ".join(wrong) or None


_THREADS = (
    "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS",
)  # fmt: skip
VARIANTS = tuple(Variant(name, threads) for name in PROCESSORS for threads in (1, 2))
# It differs most from today's processors: it has no fused multiply-add, and vectors of half the length.
OLDEST = VARIANTS[0]


def _is_x86() -> bool:
    return platform.machine().lower() in ("x86_64", "amd64")


def _of_numpy(beginnings: tuple[str, ...]) -> list[str]:
    """The instruction sets with these prefixes that NumPy finds here, whatever this process's environment."""
    found = _probed((("NPY_DISABLE_CPU_FEATURES", ""),))["numpy"]
    return [name for name in found if name.startswith(beginnings)]


@cache
def _probed(env: tuple[tuple[str, str], ...]) -> dict:
    """What the libraries choose in a process with these environment variables."""
    command = [sys.executable, "-c", PROBE]
    run = subprocess.run(command, env={**os.environ, **dict(env)}, capture_output=True, text=True, check=True)
    return json.loads(run.stdout)
