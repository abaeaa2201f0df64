"""What a student's code sees and reaches from inside a bench: attacks as cells, each of which says what it got.

All kinds of walls are tried where the tests run as root: with users of their own here, and once more as others.
"""

import os
import secrets
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell

from autograder.assignment import Limits
from autograder.benches import forks
from autograder.benches.bench import Bench, BenchDied, BenchSettings
from autograder.benches.sandbox import readable_above

REPOSITORY = Path(__file__).parents[3]
SMALL = dict(cell_seconds=4, notebook_seconds=60, output_bytes=100_000, disk_bytes=20_000_000)
LIMITS = Limits(**SMALL, memory_bytes=300_000_000, processes=64, open_files=256)
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is made of Linux's system calls")

# `refused` is the whole of most attacks: what must fail, and by what kinds of failure.
HELP = """
import ctypes, os, resource, signal, socket, subprocess, sys, time
from pathlib import Path
libc = ctypes.CDLL(None, use_errno=True)

def refused(do, *args, by=OSError):
    try:
        got = do(*args)
    except by:
        return
    raise AssertionError(f"{do.__name__}{args} gave {got!r}")

def denied(call, *args):
    "A system call of libc, which must fail."
    assert getattr(libc, call)(*args) == -1, call
"""


@contextmanager
def benched(limits=LIMITS, **place):
    bench = Bench(limits, settings=BenchSettings(**place))
    try:
        yield bench
    finally:
        bench.close()


def said(bench: Bench, code: str) -> str:
    """What a cell printed, or how it ended."""
    cell = new_code_cell(code)
    try:
        fault = bench.run(cell)
    except BenchDied as death:
        return f"died: {death}"
    return fault or "".join(output.get("text", "") for output in cell.outputs).strip()


@pytest.fixture(scope="module")
def bench():
    with benched(replace(LIMITS, cell_seconds=30), hidden=(REPOSITORY / "coursekit/data",)) as bench:
        assert said(bench, HELP) == ""
        yield bench


def test_what_benches_can_read_is_told_whatever_links_lead_there(tmp_path):
    (tmp_path / "link").symlink_to("/usr")
    assert readable_above(Path("/usr/local/course/submitted")) == "/usr"
    assert readable_above(tmp_path / "link" / "course") == "/usr"
    assert readable_above(Path(sys.prefix) / "share" / "course")
    assert readable_above(Path(shutil.__file__).parent / "site-packages" / "course")
    assert readable_above(tmp_path) is None


FILES = {
    "shadow": "refused(open, '/etc/shadow')",
    "the host's passwords": "assert len(open('/etc/passwd').read().splitlines()) == 1",
    "the root folder": "seen = set(os.listdir('/'))\n"
    "seen -= set('usr bin sbin lib lib32 lib64 etc dev proc run tmp home'.split())\n"
    "assert all(not os.path.islink('/' + name) for name in seen)\nprint(sorted(seen))",
    "up and up": "assert os.path.samefile('../' * 20, '/') and os.listdir('/home') == ['student']",
    "solutions": "refused(os.listdir, {repository!r} + '/solutions'); refused(os.listdir, {repository!r} + '/tests')",
    "hidden": "refused(os.listdir, {repository!r} + '/coursekit/data')\n"
    "refused(os.chmod, {repository!r} + '/coursekit/data', 0o755)",
    "gradebook": "import sqlite3\nrefused(sqlite3.connect, {secret!r}, by=sqlite3.Error)\nrefused(open, {secret!r})",
    "a symbolic link out": "os.symlink({secret!r}, 'link')\nrefused(open, 'link')",
    "a hard link out": "refused(os.link, '/proc/self/root' + {secret!r}, 'hard')\n"
    "refused(os.link, sys.executable, 'hard')",
    "every file that can be reached": "names = [name for top, folders, files in os.walk('/') for name in files"
    " if not top.startswith(('/proc', '/usr')) and '/site-packages' not in top]\n"
    "assert not set(names) & {{'gradebook.db', 'assignment.toml', 'shadow', 'nbgrader_config.py'}}\n"
    "assert 'agent.py' in names",
    "our environment": "everything = ' '.join(f'{{k}}={{v}}' for k, v in os.environ.items())\n"
    "everything += open('/proc/self/environ').read()\nassert 'for-the-grader-only' not in everything",
    "process 1": "for name in ('environ', 'mem', 'maps', 'fd', 'root', 'cwd', 'exe', 'auxv', 'stack', 'syscall'):\n"
    "    path = '/proc/1/' + name\n"
    "    refused(os.listdir if name in ('fd', 'root') else os.readlink if name in ('cwd', 'exe') else Path.read_bytes,"
    " path if name in ('fd', 'root', 'cwd', 'exe') else Path(path))",
    "another root": "for root in ('/proc/self/root', '/proc/thread-self/root', f'/proc/{{os.getppid()}}/cwd'):\n"
    "    refused(open, root + {secret!r})",
    "our descriptors": "seen = {{n: os.readlink(f'/proc/self/fd/{{n}}') for n in os.listdir('/proc/self/fd')"
    " if os.path.lexists(f'/proc/self/fd/{{n}}')}}\n"
    "assert not [path for path in seen.values() if path.startswith('/') and not"
    " path.startswith(('/dev/', '/proc/', '/home/student'))], seen",
    "other processes": "assert all(int(pid) < 1000 for pid in os.listdir('/proc') if pid.isdecimal())",
    "writes into proc": "for path in ('sys/kernel/core_pattern', 'sys/user/max_user_namespaces', 'sysrq-trigger',"
    " '1/oom_score_adj', '1/autogroup', 'sys/kernel/hostname', 'sys/net/ipv4/ip_forward', 'sys/vm/drop_caches'):\n"
    "    if os.path.exists('/proc/' + path): refused(Path('/proc/' + path).write_text, '1')",
    "no system, no tty": "assert not os.path.exists('/sys') and not os.path.exists('/dev/tty')\n"
    "assert set(os.listdir('/dev')) <= set('null random urandom shm fd stdin stdout stderr pts ptmx'.split())",
    "few terminals": "def terminals(): return [os.openpty() for _ in range(17)]\nrefused(terminals)",
    "our environment's files": "import numpy, autograder\nfor place in (numpy.__file__, autograder.__file__):\n"
    "    refused(open, place, 'a'); refused(os.unlink, place); refused(os.chmod, place, 0o777)\n"
    "    refused(open, os.path.dirname(place) + '/new', 'w'); refused(os.utime, place)\n"
    "refused(open, sys.prefix + '/lib/new', 'w')",
    "a device of its own": "refused(os.mknod, 'disk', 0o60666, os.makedev(8, 0))",
}
POWERS = {
    "mounts": "for call, args in dict(mount=(b'x', b'/tmp', b'tmpfs', 0, None), umount2=(b'/proc', 2),"
    " pivot_root=(b'.', b'.'), chroot=(b'/tmp',), setns=(0, 0), unshare=(0x10000000,)).items():\n"
    "    denied(call, *args)",
    "namespaces by clone": "for flag in (0x10000000, 0x20000000, 0x20000, 0x40000000):\n"
    "    denied('syscall', 56 if os.uname().machine == 'x86_64' else 220, flag | 17, 0, 0, 0, 0)\n"
    "denied('syscall', 435, 0, 0)",
    "namespaces of others": "for kind in os.listdir('/proc/self/ns'):\n"
    "    refused(os.open, '/proc/1/ns/' + kind, os.O_RDONLY)",
    "other users": "for do in (os.setuid, os.setgid, os.seteuid): refused(do, 0)\nrefused(os.setgroups, [0])",
    "programs that change the user": "for program in ('su', 'sudo', 'mount', 'passwd', 'newgrp'):\n"
    "    path = '/usr/bin/' + program\n"
    "    if os.path.exists(path):\n"
    "        code = 'import os, sys; print(os.geteuid()); os.execv(sys.argv[1], sys.argv[1:])'\n"
    "        done = subprocess.run([path, *dict(su=['-c', 'id'], mount=['-t', 'tmpfs', 'x', '/tmp']).get(program, [])],"
    " capture_output=True, stdin=subprocess.DEVNULL, timeout=4)\n"
    "        assert b'uid=0' not in done.stdout and (done.returncode or program == 'newgrp'), done\n"
    "assert 'NoNewPrivs:\\t1' in open('/proc/self/status').read()",
    "capabilities": "status = open('/proc/self/status').read()\n"
    "names = ('CapEff', 'CapPrm', 'CapBnd', 'CapInh', 'CapAmb')\n"
    "assert all(f'{{name}}:\\t0000000000000000' in status for name in names)",
    "ptrace": "libc.ptrace.restype = ctypes.c_long\nfor pid in (1, os.getpid()): denied('ptrace', 16, pid, 0, 0)\n"
    "denied('ptrace', 0, 0, 0, 0); denied('process_vm_readv', 1, None, 0, None, 0, 0)",
    "the keeper's turn": "param = os.sched_param(0)\nrefused(os.sched_setscheduler, 1, os.SCHED_IDLE, param)\n"
    "refused(os.sched_setaffinity, 1, {{0}}); refused(os.setpriority, os.PRIO_PROCESS, 1, 19)\n"
    "refused(os.setpriority, os.PRIO_USER, 0, 19); refused(os.setpriority, os.PRIO_PGRP, os.getpgid(1), 19)\n"
    "refused(resource.prlimit, 1, resource.RLIMIT_NOFILE, (0, 0))\n"
    "refused(os.setpriority, os.PRIO_PROCESS, 0, os.getpriority(os.PRIO_PROCESS, 0) - 1)",
    "the keeper's end": "for n in range(1, 65):\n"
    "    if n not in (32, 33):\n"
    "        try: os.kill(1, n)\n"
    "        except OSError: pass\n"
    "time.sleep(0.2)",
    "its limits": "for name in ('NPROC', 'DATA', 'NOFILE', 'CPU', 'FSIZE'):\n"
    "    refused(resource.setrlimit, getattr(resource, 'RLIMIT_' + name), (-1, -1), by=(OSError, ValueError))",
    "keyrings": "denied('syscall', 248 if os.uname().machine == 'x86_64' else 217, b'user', b'x', b'y', 1, -3)\n"
    "denied('syscall', 250 if os.uname().machine == 'x86_64' else 219, 0, -3, 0)",
    "32-bit system calls": "if os.uname().machine == 'x86_64':\n"
    "    import mmap\n"
    "    if (pid := os.fork()) == 0:\n"
    "        page = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=7)\n"
    "        page.write(b'\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3')\n"  # mov eax, getpid; int 0x80; ret
    "        start = ctypes.addressof(ctypes.c_char.from_buffer(page))\n"
    "        os._exit(0 if ctypes.CFUNCTYPE(ctypes.c_int)(start)() == os.getpid() else 1)\n"
    "    assert os.waitpid(pid, 0)[1] == signal.SIGSYS",
    "memory that nobody sees": "import mmap\nrefused(mmap.mmap, -1, 1 << 20)\nrefused(os.memfd_create, 'x')\n"
    "denied('shmget', 0, 1 << 20, 0o1600); denied('vmsplice', 1, None, 0, 0)\n"
    "with socket.socket() as s: refused(s.setsockopt, socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)",
}
NETWORK = {
    "the host's loopback": "refused(socket.create_connection, ('127.0.0.1', {port}), 1)",
    "the world": "refused(socket.create_connection, ('1.1.1.1', 53), 1)\nrefused(socket.gethostbyname, 'example.org')",
    "the host's abstract socket": "s = socket.socket(socket.AF_UNIX)\nrefused(s.connect, '\\0' + {abstract!r})",
    "the host's socket": "s = socket.socket(socket.AF_UNIX)\nrefused(s.connect, {path!r})",
    "other families": "for family in (16, 17, 38, 40, 44, 31, 2):\n"  # netlink packet alg vsock xdp bluetooth inet
    "    kind = socket.SOCK_RAW\n"
    "    for number in (9, 12, 15) if family == 16 else (255,): refused(socket.socket, family, kind, number)",
    "interfaces": "assert [name for _, name in socket.if_nameindex() if name not in ('lo', 'sit0', 'tunl0')] == []",
}


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    """What there is to steal or to reach, open to everybody as far as its own permissions go."""
    folder = tmp_path_factory.mktemp("course")
    secret = folder / "gradebook.db"
    with sqlite3.connect(secret) as base:
        base.execute("create table points (student, points)")
    secret.chmod(0o666)
    with socket.create_server(("127.0.0.1", 0)) as inet, socket.socket(socket.AF_UNIX) as named:
        abstract = socket.socket(socket.AF_UNIX)
        abstract.bind(f"\0abstract-of-the-host-{os.getpid()}")
        named.bind(path := str(folder / "s"))
        for server in (abstract, named):
            server.listen()
        yield {"repository": str(REPOSITORY), "secret": str(secret), "port": inet.getsockname()[1]} | {
            "abstract": f"abstract-of-the-host-{os.getpid()}",
            "path": path,
        }
        abstract.close()


ATTACKS = {**FILES, **POWERS, **NETWORK}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_gets_nothing(attack, bench, host):
    got = said(bench, ATTACKS[attack].format(**host) + "\nprint('held')")
    assert got.splitlines()[-1:] == ["held"], got
    assert said(bench, "print(6 * 7)") == "42"


def test_the_graders_environment_stays_with_it(monkeypatch):
    monkeypatch.setenv("TOKEN", "for-the-grader-only")
    zygote = forks.Zygote()
    monkeypatch.setattr(forks, "_zygote", zygote)
    with benched() as bench:
        assert "'USER': 'student'" in said(bench, "import os\nprint(dict(os.environ))")
        assert "held" in said(bench, HELP + FILES["our environment"].format() + "\nprint('held')")
    zygote.close()


SEARCH = """
import re
def held(pattern):
    "How often this process's memory holds what matches a pattern, which must not match itself."
    count = 0
    with open('/proc/self/mem', 'rb', 0) as memory:
        for line in open('/proc/self/maps'):
            start, end = (int(address, 16) for address in line.split()[0].split('-'))
            for place in range(start, end, 1 << 20):
                try:
                    memory.seek(place)
                    count += len(re.findall(pattern, memory.read(min(1 << 20, end - place))))
                except (OSError, ValueError, OverflowError):  # closed even to its own process
                    break
    return count
"""


def test_nothing_that_the_grader_tells_others_is_in_a_benchs_memory(monkeypatch, tmp_path):
    """Examiners and workers get the grader's whole environment; the benches forked after them have no piece of it."""
    secret = secrets.token_hex(8)
    for number in range(60):
        monkeypatch.setenv(f"TOKEN_{number}", f"{secret} " * (10 + number))
    zygote = forks.Zygote()
    monkeypatch.setattr(forks, "_zygote", zygote)
    unusual = ("sqlite3.dbapi2",)  # for which a zygote of its own is made, as for a framework
    ours, theirs = socket.socketpair()
    lifeline, other_end = os.pipe()
    with ours, theirs, open(tmp_path / "errors", "wb") as errors:
        told = [zygote.fork_examiner(theirs, errors.fileno(), preload=p, folder=str(tmp_path)) for p in ((), unusual)]
        told.append(zygote.fork_worker(theirs.fileno(), lifeline, errors.fileno(), folder=str(tmp_path)))
        for preload in ((), unusual):
            with benched(replace(LIMITS, cell_seconds=60), preload=preload) as bench:
                assert said(bench, SEARCH) == ""
                assert said(bench, f"print(held(b'[{secret[0]}]{secret[1:]}'))") == "0"
                planted = f"planted = '{secret[::-1]}'[::-1]\nprint(held(b'[{secret[0]}]{secret[1:]}') > 0)"
                assert said(bench, planted) == "True"
        for process in told:
            process.close()
    zygote.close()
    for descriptor in (lifeline, other_end):
        os.close(descriptor)


def test_two_benches_do_not_reach_each_other():
    abstract = "import socket\ns = socket.socket(socket.AF_UNIX)\ns.bind('\\0neighbour')\ns.listen()\n"
    with benched() as one, benched() as other:
        assert said(one, abstract + "open('mine', 'w').write('x')") == ""
        assert "Refused" in said(other, "import socket\nsocket.socket(socket.AF_UNIX).connect('\\0neighbour')")
        assert said(other, "import os\nprint(os.path.exists('mine'), os.listdir('/home'))") == "False ['student']"
        stat = "import os\nprint(os.stat('.').st_dev, os.readlink('/proc/self/ns/net'))"
        assert set(said(one, stat).split()).isdisjoint(said(other, stat).split())


def test_a_file_named_like_a_library_is_the_students_own_problem():
    with benched() as bench:
        files = "for name in ('numpy', 'json', 'socket'): open(name + '.py', 'w').write('raise ValueError(name)')"
        said(bench, files)
        assert said(bench, "import numpy\nprint(numpy.add(1, 1))") == "2"
    with benched() as bench:
        assert said(bench, "import json, numpy\nprint(json.dumps(1), numpy.add(1, 1))") == "1 2"


def test_the_environment_in_the_courses_own_folder_does_not_show_the_course(monkeypatch, tmp_path):
    from autograder.benches import sandbox

    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    (tmp_path / "lib").mkdir()
    (tmp_path / "gradebook.db").write_text("secret")
    with benched() as bench:
        assert said(bench, f"import os\nprint(os.listdir({str(tmp_path)!r}))") == "['lib']"
    assert str(tmp_path) not in sandbox.readable_paths()


def unreachable(path: str) -> str | None:
    """The first folder on the way to `path` that is closed to other users."""
    parents = [*reversed(Path(path).parents), Path(path)]
    return next((str(folder) for folder in parents if not folder.stat().st_mode & 0o001), None)


WHERE_ALL_CAN_READ = """
set -e
if [ -n "$CLOSED" ]; then
  mkdir -p "$AWAY" && mount --bind "$PYTHON" "$AWAY" && mount -t tmpfs -o mode=755 none "$CLOSED"
  mkdir -p "$PYTHON" && mount --bind "$AWAY" "$PYTHON"
fi
exec "$@"
"""
CONTAINER = """
import os, sys
from pathlib import Path
from autograder.benches import linux
ready, go = os.pipe(), os.pipe()
if pid := os.fork():
    os.read(ready[0], 1)
    for name in ("uid_map", "gid_map"):
        Path(f"/proc/{pid}/{name}").write_text("0 100000 65536")
    os.write(go[1], b"!")
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
linux.unshare(linux.CLONE_NEWUSER)
os.write(ready[1], b"!")
os.read(go[0], 1)
os.setresgid(0, 0, 0)
os.setresuid(0, 0, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""
OTHERS = {  # the user that the host sees, and how to become it
    "nobody": (65534, ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--no-new-privs"]),
    "root of a container": (100_000, [sys.executable, "-c", CONTAINER]),
}


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become somebody else")
@pytest.mark.skipif(not (shutil.which("unshare") and shutil.which("setpriv")), reason="needs unshare and setpriv")
@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize(
    ("file", "which"),
    [("test_sandbox.py", ""), ("test_sandbox_limits.py", "memory_is_limited or survives or kills or disk")],
)
def test_once_more_as_somebody_else(file, which, who, tmp_path):
    """An ordinary user makes its walls in a user namespace; the root of a container has few users to give."""
    user, become = OTHERS[who]
    if closed := unreachable(str(REPOSITORY)):
        pytest.skip(f"{who} cannot reach the repository through {closed}")
    home = Path(tempfile.mkdtemp(dir="/tmp"))
    os.chown(home, user, user)
    base = os.path.realpath(sys.base_prefix)
    settings = {"HOME": str(home), "TMPDIR": str(home), "PYTHON": base, "CLOSED": unreachable(base) or ""}
    command = ["unshare", "-m", "bash", "-c", WHERE_ALL_CAN_READ, "bash", *become, sys.executable, "-m", "pytest", "-q"]
    command += ["-x", "-p", "no:cacheprovider", "-p", "no:xdist", str(Path(__file__).with_name(file)), "-k", which]
    command += ["--deselect", f"{Path(__file__).relative_to(REPOSITORY)}::test_once_more_as_somebody_else"]
    environment = {**os.environ, **settings, "AWAY": str(tmp_path / "python"), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, timeout=280)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    if "cannot be confined" in done.stdout or "unshare of namespaces" in done.stdout:
        pytest.skip("this system gives an ordinary user no user namespaces")
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr
