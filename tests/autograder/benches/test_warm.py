"""Benches forked from the zygote: what they share and what they must not, and how zygotes are replaced and end."""

import contextlib
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from nbformat.v4 import new_code_cell

from autograder.assignment import Limits
from autograder.benches import forks
from autograder.benches.bench import Bench, BenchSettings
from autograder.benches.forks import ZygoteError


def said(bench: Bench, code: str) -> str:
    cell = new_code_cell(code)
    fault = bench.run(cell)
    return fault or "".join(output.get("text", "") for output in cell.outputs).strip()


RANDOM = "import random, numpy as np\nprint(random.random(), np.random.rand(), np.random.default_rng().random())"


@pytest.mark.parametrize("sandbox", [True, False])
def test_two_benches_share_neither_names_nor_random_numbers(sandbox):
    benches = [Bench(Limits(cell_seconds=20), settings=BenchSettings(sandbox=sandbox)) for _ in range(2)]
    try:
        said(benches[0], "mine = 1")
        assert "NameError" in said(benches[1], "print(mine)")
        numbers = [said(bench, RANDOM).split() for bench in benches]
        assert len(numbers[0]) == 3 and not set(numbers[0]) & set(numbers[1])
    finally:
        for bench in benches:
            bench.close()


def test_a_zygote_that_would_hang_its_forks_is_refused():
    package = Path(pytest.__file__).parent.parent / "threads_at_import_for_tests.py"
    package.write_text("import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n")
    try:
        with pytest.raises(ZygoteError, match=r"started 1 threads.*hangs"):
            Bench(Limits(), settings=BenchSettings(preload=("threads_at_import_for_tests",)))
    finally:
        package.unlink()


def test_a_module_that_is_not_there_is_named_each_time():
    for _ in range(50):  # the message must not depend on who is quicker
        with pytest.raises(ZygoteError, match="no_such_module cannot be imported"):
            Bench(Limits(), settings=BenchSettings(preload=("no_such_module",)))


def test_benches_have_what_their_notebook_preloads_and_nothing_of_anothers():
    """One zygote for all: each set of modules has one of its own below it."""
    for preload, loaded in ((("json",), "False"), (("json", "sqlite3.dbapi2"), "True"), ((), "False")):
        bench = Bench(Limits(cell_seconds=20), settings=BenchSettings(preload=preload))
        assert said(bench, "import sys\nprint('sqlite3.dbapi2' in sys.modules)") == loaded
        bench.close()


def test_what_one_kind_of_bench_is_built_without_the_others_have():
    """One zygote for each: what it has taken out it cannot put back."""
    solve = "import numpy as np\ntry:\n    print(np.linalg.lstsq(np.eye(1), np.ones(1))[0])\n"
    solve += "except RuntimeError:\n    print('gone')"
    for absent, shown in ((), "[1.]"), (("numpy.linalg.lstsq",), "gone"), ((), "[1.]"):
        bench = Bench(Limits(cell_seconds=20), settings=BenchSettings(absent=absent))
        assert said(bench, solve) == shown
        bench.close()


@pytest.mark.parametrize("framework", [None, "torch", "tensorflow"])
def test_a_bench_holds_no_framework_but_its_notebooks(framework):
    """Each fork pays for what its zygote has imported; and what a notebook imports later costs it seconds."""
    modules = {
        "torch": ["torch", "torch._dynamo", "coursekit.pretrained.small_vgg_in_torch"],
        "tensorflow": ["tensorflow", "keras", "coursekit.pretrained.small_vgg_in_keras"],
    }
    bench = Bench(Limits(cell_seconds=20), settings=BenchSettings(preload=(framework,) if framework else ()))
    for other, names in modules.items():
        for name in ("coursekit.pretrained.small_vgg", *names):
            there = other == framework or name.endswith("small_vgg")
            assert said(bench, f"import sys\nprint({name!r} in sys.modules)") == str(there), name
    bench.close()


@pytest.mark.parametrize("which", ["the first", "the one below"])
def test_a_zygote_that_died_is_replaced(which):
    settings = BenchSettings(preload=("sqlite3.dbapi2",))
    Bench(Limits(), settings=settings).close()
    first = psutil.Process(forks.zygote()._process.pid)
    dead = first if which == "the first" else first.children()[0]
    dead.kill()
    psutil.wait_procs([dead], timeout=10)
    bench = Bench(Limits(cell_seconds=20), settings=settings)
    assert said(bench, "print(6 * 7)") == "42"
    bench.close()


def test_a_zygote_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    code = (
        "import os, signal\nfrom autograder.assignment import Limits\nfrom autograder.benches import forks\n"
        "from autograder.benches.bench import Bench, BenchSettings\n"
        "Bench(Limits(), settings=BenchSettings(preload=('sqlite3.dbapi2',)))\n"
        "print(forks.zygote()._process.pid, flush=True)\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    with contextlib.suppress(psutil.NoSuchProcess):
        zygote = psutil.Process(int(done.stdout))
        _, alive = psutil.wait_procs([zygote, *zygote.children(recursive=True)], timeout=10)
        assert not alive
    assert not list(tmp_path.glob("zygote-*"))


def test_a_kernel_ends_in_a_process_that_has_many_files_open():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 2048), hard))
    files = [os.open(os.devnull, os.O_RDONLY) for _ in range(1100)]
    try:
        bench = Bench(Limits(cell_seconds=20))
        assert said(bench, "print(6 * 7)") == "42"
        bench.close()
    finally:
        for file in files:
            os.close(file)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


LARGE_PAGES = """
import os, re
from pathlib import Path
from autograder.benches.linux import collapse_memory

def large():
    return int(re.search(r"AnonHugePages: *(\\d+)", Path("/proc/self/smaps_rollup").read_text())[1])

data, before = os.urandom(40_000_000), large()
copy = bytes(bytearray(data))
collapse_memory()
assert data == copy
print(large() - before)
"""


def test_large_pages_hold_what_was_there():
    done = subprocess.run(
        [sys.executable, "-c", LARGE_PAGES], capture_output=True, text=True, cwd=Path(__file__).parent
    )
    assert done.returncode == 0, done.stderr
    if int(done.stdout) == 0:
        pytest.skip("this system makes no large pages of what was written already")
    assert int(done.stdout) > 40_000  # kB


def test_a_bench_has_the_code_of_the_checkout_that_runs_not_of_the_one_that_is_installed(tmp_path):
    for package in ("autograder", "coursekit"):
        shutil.copytree(Path(__file__).parents[3] / package, tmp_path / package)
    (tmp_path / "coursekit" / "only_here.py").write_text("WHERE = 'of this checkout'")
    code = (
        "from nbformat.v4 import new_code_cell\nfrom autograder.assignment import Limits\n"
        "from autograder.benches.bench import Bench\n"
        "cell = new_code_cell('from coursekit import only_here; print(only_here.WHERE)')\n"
        "bench = Bench(Limits())\nprint(bench.run(cell), cell.outputs[0].get('text'))\nbench.close()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.stdout.strip() == "None of this checkout", done.stdout + done.stderr


@pytest.mark.xdist_group("tensorflow")
def test_a_zygote_that_has_computed_with_tensorflow_is_refused():
    """One constant starts the threads that a fork would wait for in vain."""
    package = Path(pytest.__file__).parent.parent / "constant_at_import_for_tests.py"
    package.write_text("import tensorflow as tf\nONE = tf.constant(1.0)\n")
    try:
        with pytest.raises(ZygoteError, match=r"importing (tensorflow, )?constant_at_import_for_tests .*hangs"):
            Bench(Limits(), settings=BenchSettings(preload=("tensorflow", "constant_at_import_for_tests")))
    finally:
        package.unlink()
