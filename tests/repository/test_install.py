"""`install.py`: what it says, and which PyTorch it takes, where uv's answers and pip are stand-ins."""

import subprocess
import sys
from pathlib import Path

import pytest

import install

WHEEL = "https://files.example.edu/{}-py3-none-any.whl"


def lock(*packages: tuple[str, str, int]) -> str:
    """uv's answer, as a pylock.toml: (name, version, bytes) for each package; and the project itself, a folder."""
    entries = [
        f'[[packages]]\nname = "{name}"\nversion = "{version}"\n'
        f'wheels = [{{ url = "{WHEEL.format(f"{name}-{version}")}", size = {size} }}]\n'
        for name, version, size in packages
    ]
    own = '[[packages]]\nname = "the-project"\ndirectory = { path = ".", editable = true }\n'
    return 'lock-version = "1.0"\n' + "".join(entries) + own


CPU = lock(("numbers", "2.4", 20_000_000), ("torch", "99.0+cpu", 190_000_000))
CUDA = lock(
    ("numbers", "2.4", 20_000_000), ("torch", "99.0", 530_000_000), ("nvidia-x", "1", 2_000_000_000), ("triton", "3", 1)
)


class Machine:
    """Stands in for `subprocess.run`: uv answers with these locks (None: it fails), pip's installs are noted."""

    def __init__(self, plain: str | None, cpu: str | None = None, *, uv: bool = True, config: str = ""):
        self.plain, self.cpu, self.uv, self.config = plain, cpu, uv, config
        self.installed: list[list[str]] = []  # the arguments of each `pip install`
        self.asked: list[tuple[list[str], str]] = []  # of uv: its arguments, and the requirements
        self.said: list[str] = []

    def run(self, command: list[str], **options) -> subprocess.CompletedProcess:
        assert command[:2] == [sys.executable, "-m"]
        if command[2] == "pip":
            words = command[4:]
            if words == ["config", "list"]:
                return subprocess.CompletedProcess(command, 0, self.config)
            if words == ["install", "-qq", "uv"]:
                return subprocess.CompletedProcess(command, int(not self.uv))
            self.installed.append(words)
            return subprocess.CompletedProcess(command, 0)
        self.asked.append((command, options["input"]))
        answer = self.cpu if "--torch-backend" in command else self.plain
        if answer is not None:
            Path(command[command.index("--output-file") + 1]).write_text(answer, encoding="utf-8")
        return subprocess.CompletedProcess(command, int(answer is None))

    def install(self, *arguments: str) -> str:
        """Install `arguments`; return the one line that is said."""
        assert install.main(arguments, run=self.run, say=self.said.append) == 0
        assert len(self.said) == 1 and "\n" not in self.said[0]
        return self.said[0]


@pytest.fixture(autouse=True)
def nothing_is_installed(monkeypatch):
    monkeypatch.setattr(install, "_installed", lambda name: None)


ASKED = ["-c", "constraints.txt", "-e", ".[grade]"]
PLAIN = [["install", "-qq", *ASKED]]
CPU_FIRST = [["install", "-qq", "--no-deps", WHEEL.format("torch-99.0+cpu")], *PLAIN]


def test_without_cuda_pip_does_it_all_and_the_size_is_said():
    machine = Machine(CPU)
    assert machine.install(*ASKED) == "Installing 2 packages, 210 MB to download (torch 99.0+cpu: 190 MB)."
    assert machine.installed == PLAIN
    assert machine.asked[0][1] == "-c constraints.txt\n-e .[grade]"


def test_where_plain_torch_means_cuda_the_cpu_build_is_installed_first():
    machine = Machine(CUDA, CPU)
    said = machine.install(*ASKED)
    assert said.startswith("Installing 2 packages, 210 MB to download") and "With CUDA" in said and "2.6 GB" in said
    assert machine.installed == CPU_FIRST


@pytest.mark.parametrize("cpu", [None, CUDA], ids=["not reached", "not built for this machine"])
def test_where_the_cpu_build_cannot_be_had_it_says_how_large_cuda_is_and_what_to_do(cpu):
    machine = Machine(CUDA, cpu)
    said = machine.install(*ASKED)
    assert "cannot be had" in said and "2.6 GB to download" in said and "is 2.0 GB" in said and "Ctrl-C" in said
    assert machine.installed == PLAIN


@pytest.mark.parametrize("machine", [Machine(None), Machine(CUDA, CPU, uv=False)], ids=["uv fails", "no uv"])
def test_without_uv_pip_goes_on_and_the_estimate_is_called_one(machine):
    assert "could not be found out" in machine.install(*ASKED)
    assert machine.installed == PLAIN


def test_what_is_there_already_is_not_counted_nor_replaced(monkeypatch):
    """The second set-up, for the tests: PyTorch's CPU build is there, and uv still thinks of CUDA."""
    monkeypatch.setattr(install, "_installed", {"torch": "99.0+cpu", "numbers": "2.3"}.get)
    machine = Machine(CUDA, CPU)
    assert machine.install(*ASKED) == "Installing 1 package, 20 MB to download (numbers 2.4: 20 MB)."
    assert machine.installed == PLAIN


def test_files_of_this_machine_are_no_download():
    here = CPU.replace(WHEEL.format("torch-99.0+cpu"), "file:///wheels/torch.whl")
    assert Machine(here).install("torch") == "Installing 2 packages, 20 MB to download (numbers 2.4: 20 MB)."


def test_uv_looks_where_pip_looks():
    config = ":env:.index-url='https://a.example.edu'\nglobal.index-url='https://b.example.edu'\n"
    config += "global.extra-index-url='https://c.example.edu https://d.example.edu'\nglobal.find-links='/wheels'\n"
    machine = Machine(CPU, config=config)
    machine.install("torch")
    words = " ".join(machine.asked[0][0])
    assert "--default-index https://a.example.edu --index https://c.example.edu --index https://d.example.edu" in words
    assert "--find-links /wheels" in words and "b.example.edu" not in words


def test_pips_own_fault_is_its_status():
    machine = Machine(CPU)
    failing = lambda command, **options: (  # noqa: E731
        subprocess.CompletedProcess(command, 1) if "numbers" in command else machine.run(command, **options)
    )
    assert install.main(["numbers"], run=failing, say=machine.said.append) == 1
