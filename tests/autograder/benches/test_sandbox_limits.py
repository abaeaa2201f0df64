"""What a student's code can use up, and what is left of it: bombs, floods, and processes that will not end.

All within small limits, so that a wall which gives way costs a test and not the machine.
"""

import os
import re
import shutil
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from test_sandbox import HELP, LIMITS, benched, pytestmark, said  # noqa: F401  (pytest reads pytestmark)

from autograder.assignment import load
from autograder.grading.grade import Grader
from autograder.results import State
from autograder.submissions.rebuild import rebuild_submission
from autograder.submissions.submission import discover
from helpers.exploits import Exploit
from helpers.sample import NAME, NOTEBOOK, SETTINGS, write_sample
from samples.answers import handed_in

MEGABYTE = 1_000_000
OVERSHOOT = 900 * MEGABYTE  # of the machine's memory, while a bomb of 300 MB is noticed beside all else that runs

IN_CHILDREN = (
    "for n in range(25):\n    if os.fork() == 0:\n        {}\n        time.sleep(30); os._exit(0)\ntime.sleep(4)"
)
# Each tries to hold gigabytes, in a way of its own.
MEMORY = {
    "one list": "x = []\nwhile True: x.append(bytearray(10**7))",
    "numpy": "import numpy\nx = [numpy.ones(10**7) for _ in range(100)]",
    "children": IN_CHILDREN.format("x = bytearray(100 * 10**6)"),
    "what forks share, made their own": "import re\n"
    "maps = [line.split()[0].split('-') for line in open('/proc/self/maps') if ' rw-p 00000000 00:00 0' in line]\n"
    + IN_CHILDREN.format(
        "[setattr(c := ctypes.c_char.from_address(a), 'value', c.value) for low, high in maps"
        " for a in range(int(low, 16), int(high, 16), 4096)]"
    ),
    "other programs": "for n in range(40): subprocess.Popen([sys.executable, '-S', '-c',"
    " 'import time; x = bytearray(70 * 10**6); time.sleep(30)'])\ntime.sleep(4)",
    "unreadable children": IN_CHILDREN.format("libc.prctl(4, 0, 0, 0, 0); x = bytearray(100 * 10**6)"),
    "sockets": IN_CHILDREN.format(
        "x = []\n"
        "        while True:\n"
        "            try: x += socket.socketpair()\n"
        "            except OSError: break\n"
        "            for s in x[-2:]:\n"
        "                s.setblocking(False)\n"
        "                try:\n"
        "                    while True: s.send(bytes(65536))\n"
        "                except OSError: pass"
    ),
    "page tables": "libc.mmap.restype = ctypes.c_void_p\n"
    "libc.mmap.argtypes = [ctypes.c_void_p] + [ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]\n"
    "while True:\n"
    "    p = libc.mmap(None, 1 << 36, 1, 0x4022, -1, 0)\n"
    "    assert p not in (None, 2**64 - 1)\n"
    "    libc.madvise(ctypes.c_void_p(p), ctypes.c_size_t(1 << 36), 15)\n"
    "    for a in range(p, p + (1 << 36), 1 << 21): ctypes.c_char.from_address(a).value",
    "the stack": "sys.setrecursionlimit(10**9)\ndef f(x): return [*map(f, [x + 1])]\nf(0)",
}
# None of these ends well; what they leave is a bench that works, or one that says it died.
NUISANCES = {
    "fork bomb": "while True:\n    try: os.fork()\n    except OSError: pass",
    "fork bomb, signals ignored": "for n in range(1, 65):\n    try: signal.signal(n, signal.SIG_IGN)\n"
    "    except (OSError, ValueError): pass\nwhile True:\n    try: os.fork()\n    except OSError: pass",
    "kills its parent": "os.kill(os.getppid(), 9)\nprint('held')",
    "kills everybody": "os.kill(-1, 9)",
    "stops itself": "os.kill(os.getpid(), signal.SIGSTOP)",
    "closes everything": "os.closerange(0, 1000)",
    "opens everything": "x = []\ntry:\n    while True: x.append(open('/dev/null'))\nfinally: x.clear()",
    "crashes": "ctypes.string_at(0)",
    "burns the processors": "from threading import Thread\nloop = 'next(i for i in iter(int, 1) if i)'\n"
    "[Thread(target=eval, args=(loop,), daemon=True).start() for _ in range(8)]\nwhile True: pass",
    "will not stop": "while True:\n    try:\n        while True: time.sleep(1)\n    except KeyboardInterrupt: pass",
    "a long environment": "os.environ['X'] = 'x' * 10**8\nsubprocess.run(['/bin/true'])",
    "fills the disk": "open('x', 'wb').write(bytes(30 * 10**6))",
    "fills shared memory": "for n in range(30): open(f'/dev/shm/{n}', 'wb').write(bytes(10**6))",
    "fills the disk with names": "for n in range(10**6): open(f'x{n}', 'x').close()",
    "a file with a hole": "os.truncate(os.open('x', os.O_CREAT | os.O_RDWR), 10**12)",
}
FLOODS = {
    "short lines": "while True: print('x')",
    "long lines": "while True: print('x' * 10_000)",
    "results": "k = get_ipython().kernel\nwhile True: k.session.send(None, 'display_data',"
    " {'data': {'text/plain': 'x' * 10**7}, 'metadata': {}}, parent=k.get_parent('shell'))",
    "pieces of one message": "while True: os.write(4, b'\\0' + bytes(30_000))",
    "many lists": "import json\nfrom autograder.benches.line import packets\n"
    "number = json.dumps(get_ipython().kernel.get_parent('shell')['header']['msg_id']).encode()\n"
    'lists = b\'{"number": \' + number + b\', "type": "stream", "content": {"data": [\'\n'
    "lists += b'[],' * 4_000_000 + b'0]}}'\n"
    "while True:\n    for packet in packets(lists): os.write(4, packet)",
    "programs": "while True: os.write(1, bytes(60_000)); os.write(2, b'x\\n' * 30_000)",
}


@pytest.fixture(autouse=True)
def little_grace(monkeypatch):
    monkeypatch.setattr("autograder.benches.bench.GRACE_SECONDS", 2.0)


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


def available() -> int:
    return int(re.search(r"MemAvailable: *(\d+)", Path("/proc/meminfo").read_text())[1]) * 1024


@contextmanager
def highest(measure):
    """By how much a figure rose at most; a list of one number, once the context has ended."""
    found, before, done = [0], measure(), threading.Event()

    def look():
        while not done.wait(0.01):
            found[0] = max(found[0], measure() - before)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield found
    finally:
        done.set()
        thread.join()


@pytest.mark.parametrize("bomb", MEMORY)
def test_memory_is_limited_whoever_holds_it(bomb):
    found = []
    for _ in range(3):  # what else runs on this machine uses memory, too
        # Not by its time: on a busy machine the keeper comes to its turn late.
        with benched(replace(LIMITS, cell_seconds=60)) as bench, highest(lambda: -available()) as used:
            got = said(bench, HELP + MEMORY[bomb])
            assert got.startswith(("died", "MemoryError", "RecursionError")), got
        found.append(round(used[0] / MEGABYTE))
        if used[0] < OVERSHOOT:
            return
    raise AssertionError(f"{found} MB")


@pytest.mark.parametrize("nuisance", NUISANCES)
def test_a_nuisance_ends_with_its_bench(nuisance):
    with benched() as bench:
        got = said(bench, HELP + NUISANCES[nuisance])
        if not got.startswith("died"):
            assert got == "held" or re.match(r"\w*Error|TimedOut|this cell ran for more", got), got
            assert said(bench, "print(6 * 7)") == "42", got
        started = time.monotonic()
    assert time.monotonic() - started < 60
    with benched() as bench:
        assert said(bench, "print(6 * 7)") == "42"


@pytest.mark.parametrize("flood", FLOODS)
def test_a_flood_does_not_grow_the_grader(flood):
    with benched() as bench, highest(resident) as grown:
        started = time.monotonic()
        said(bench, HELP + FLOODS[flood])
        assert time.monotonic() - started < 60
    assert grown[0] < 400 * MEGABYTE, f"{grown[0] / MEGABYTE:.0f} MB"


def with_marker(marker: str) -> list[str]:
    """Processes of the whole host that have the marker in their command line."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if marker in path.read_text(errors="replace"):
                found.append(path.parent.name)
        except OSError:
            continue
    return found


SURVIVOR = """
code = '''
import os, signal, sys, time
for n in range(1, 65):
    try: signal.signal(n, signal.SIG_IGN)
    except (OSError, ValueError): pass
for _ in range(5):
    if os.fork(): break
    os.setsid()
time.sleep(600)
'''
child = subprocess.Popen([sys.executable, '-S', '-c', code, {marker!r}], start_new_session=True)
time.sleep(1)
"""


def test_nobody_survives_the_bench():
    marker = f"survivor-{os.getpid()}-{time.monotonic_ns()}"
    with benched() as bench:
        said(bench, HELP + SURVIVOR.format(marker=marker))
        assert len(with_marker(marker)) > 2
    assert with_marker(marker) == []


def test_nothing_is_left_after_many_benches():
    def left() -> dict[str, int]:
        places = (Path(tempfile.gettempdir()).iterdir(), Path("/proc/self/task").iterdir(), os.listdir("/proc/self/fd"))
        benches, threads, descriptors = places
        mounts = Path("/proc/self/mountinfo").read_text().count("bench")
        processes = len(with_marker("autograder.benches.zygote"))
        named = [path for path in benches if path.name.startswith("bench-")]
        return {
            "folders": len([path for path in named if path.stat().st_uid == os.geteuid()]),
            "mounts": mounts,
            "threads": len(list(threads)),
            "descriptors": len(descriptors),
            "processes": processes,
        }

    def one() -> None:
        with benched() as bench:
            assert said(bench, "import os\nopen('x', 'w').write('x')\nprint(os.fork() >= 0)").startswith("True")

    one()
    before = left()
    for _ in range(20):
        one()
    after = left()
    grown = {what: after[what] - before[what] for what in before if after[what] > before[what]}
    assert grown == {} or grown.keys() <= {"processes", "folders"}, grown  # other tests run beside this one


# --- through the grader ---

BOMBS = {
    "memory": "x = [bytearray(10**7) for _ in range(1000)]",
    "processes": "import os\nwhile True: os.fork()",
    "keeper": "import os\nos.kill(os.getppid(), 9); os.kill(-1, 9)",
    "disk": "open('x', 'wb').write(bytes(10**9))",
    "output": "while True: print('x' * 1000)",
    "silence": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
}
SMALL = """
[limits]
cell_seconds = 3
check_seconds = 3
notebook_seconds = 60
memory_bytes = 300_000_000
disk_bytes = 20_000_000
processes = 64
"""


@pytest.fixture(scope="module")
def grader(tmp_path_factory):
    folder = write_sample(tmp_path_factory.mktemp("course"))
    (folder / "assignment.toml").write_text(
        SETTINGS.replace("[notebooks.doubling]", SMALL + "\n[notebooks.doubling]", 1)
    )
    with Grader(load(folder)) as grader:
        yield grader


def states(grader, folder: Path, answer: str | None) -> set[State]:
    """How the checks of a submission ended, whose answer is `answer` or else the right one."""
    cells = {} if answer is None else {"double_answer": answer}
    exploit = Exploit("it", "nothing", cells)
    nb = handed_in(grader.assignment, NOTEBOOK, exploit.cells)
    rebuilt = rebuild_submission(grader.assignment, NOTEBOOK, nb, None, [])
    return {check.state for check in grader.grade(rebuilt, NOTEBOOK, student="s", seed=1)[1].checks}


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("where", ["in the cell", "in the function"])
def test_a_bomb_costs_its_own_points_and_nobody_elses(bomb, where, grader, tmp_path):
    code = BOMBS[bomb]
    body = "def double(x):\n    return 3 * x\n" + code
    if where == "in the function":
        body = "def double(x):\n    " + code.replace("\n", "\n    ") + "\n    return 3 * x"
    ended = states(grader, tmp_path, body)
    assert State.PASSED not in ended and State.ERROR not in ended, ended
    assert states(grader, tmp_path, None) == {State.PASSED}


def test_a_zip_is_named_and_not_opened(grader, tmp_path):
    """Whatever is packed in it: a bomb, or names that lead out of the folder."""
    folder = tmp_path / "submitted" / "mallory" / NAME
    folder.mkdir(parents=True)
    (tmp_path / "bomb").write_bytes(bytes(10 * MEGABYTE))
    packed = shutil.make_archive(str(folder / "work"), "zip", tmp_path, "bomb")
    shutil.copy(packed, folder / f"{NOTEBOOK}.ipynb")
    (submission,) = discover(tmp_path / "submitted", grader.assignment)
    read, _, problem = submission.read(NOTEBOOK)
    assert read is None and "zip archive" in problem
    assert any("work.zip" in remark for remark in submission.remarks)
    assert not any(path.name == "bomb" for path in folder.rglob("*"))
