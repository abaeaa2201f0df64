"""Installs with pip into the Python that runs this, having said what that downloads, and how much.

    .venv/bin/python install.py -c constraints.txt -e '.[grade]'

On Linux a plain `torch` brings gigabytes of CUDA, which nothing here uses. So uv, which reads what packages say about
themselves without downloading them (pip's own dry run downloads them), is asked what pip would install. Where that has
CUDA in it, and PyTorch's CPU build is to be had, the CPU build is installed first, and pip is content with it. Where
uv cannot be had or understands too little, pip goes on as if nothing had been asked.
"""

import ast
import importlib.metadata
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

CUDA = ("nvidia-", "cuda-", "triton")  # how the packages that only PyTorch's build for graphics cards needs begin
NEEDS_VALUE = ("-c", "-e", "-r")  # the arguments that this understands, beside plain requirements

Run = Callable[..., subprocess.CompletedProcess]


@dataclass(frozen=True)
class Package:
    """A package that is to be installed, and where from."""

    name: str
    version: str
    url: str
    size: int | None  # bytes to download; None where nobody says

    @property
    def is_cuda(self) -> bool:
        return self.name.startswith(CUDA)


def main(arguments: Sequence[str], run: Run = subprocess.run, say: Callable[[str], None] = print) -> int:
    """Install what pip's `arguments` ask for; returns pip's exit status.

    arguments: requirements, and `-c`, `-e`, `-r` with their values. run: `subprocess.run`, or what stands in for it.
    """
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    has_uv = run([*pip, "install", "-qq", "uv"], capture_output=True).returncode == 0
    plan = resolve(arguments, pip, run) if has_uv else None
    if plan is None:
        say("Installing with pip. How much that downloads could not be found out; PyTorch with CUDA is about 3 GB.")
    elif not any(package.is_cuda for package in plan):
        say(f"Installing {summary(plan)}.")
    else:
        cpu = resolve(arguments, pip, run, "--torch-backend", "cpu")
        builds = [package for package in cpu or [] if package.version.endswith("+cpu")]
        if builds and not any(package.is_cuda for package in cpu):
            say(f"Installing {summary(cpu)}. (With CUDA, which is left out: {summary(plan)}.)")
            done = run([*pip, "install", "-qq", "--no-deps", *(package.url for package in builds)])
            if done.returncode:
                say(f"PyTorch's CPU build could not be installed. {with_cuda(plan)}")
        else:
            say(f"PyTorch's CPU build cannot be had from here. {with_cuda(plan)}")
    return run([*pip, "install", "-qq", *arguments]).returncode


def resolve(arguments: Sequence[str], pip: Sequence[str], run: Run, *options: str) -> list[Package] | None:
    """What of `arguments` is not installed yet and would be, by uv; None where it cannot be found out."""
    with tempfile.TemporaryDirectory() as folder:
        lock = Path(folder) / "pylock.toml"
        asked = "\n".join(_lines(arguments))
        command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-config", "--format", "pylock.toml"]
        command += ["--python", sys.executable, "--output-file", str(lock), *options, *_indexes(pip, run), "-"]
        done = run(command, input=asked, text=True, capture_output=True)
        if done.returncode or not lock.is_file():
            return None
        entries = tomllib.loads(lock.read_text(encoding="utf-8")).get("packages", [])
    found = [_package(entry) for entry in entries if "directory" not in entry]
    new = [package for package in found if _installed(package.name) not in (package.version, f"{package.version}+cpu")]
    torch_stays = all(package.name != "torch" for package in new)
    return [package for package in new if not (package.is_cuda and torch_stays)]


def summary(plan: Sequence[Package]) -> str:
    """`141 packages, 392 MB to download, half of it torch 2.13.0 (190 MB)`: how many, how much, and the largest."""
    if not plan:
        return "nothing new"
    known = [package for package in plan if package.size is not None]
    total = sum(package.size for package in known)
    text = f"{len(plan)} package{'s' * (len(plan) > 1)}, {_megabytes(total)} to download"
    if unknown := [package.name for package in plan if package.size is None]:
        text += f" and {', '.join(unknown[:3])}{', …' * (len(unknown) > 3)}, whose size is not known"
    if known and (largest := max(known, key=lambda package: package.size)).size >= max(total / 4, 1_000_000):
        text += f" ({largest.name} {largest.version}: {_megabytes(largest.size)})"
    return text


def with_cuda(plan: Sequence[Package]) -> str:
    """What is going to be downloaded for want of the CPU build, and what to do instead."""
    total = sum(package.size or 0 for package in plan if package.is_cuda)
    return (
        f"Installing {summary(plan)}, of which CUDA, which nothing here uses, is {_megabytes(total)}. To do without: "
        f"press Ctrl-C, install PyTorch's CPU build with {sys.executable} -m pip as pytorch.org says, and try again."
    )


def _lines(arguments: Sequence[str]) -> list[str]:
    """pip's arguments as the lines of a requirements file."""
    rest = iter(arguments)
    return [f"{word} {next(rest)}" if word in NEEDS_VALUE else word for word in rest]


def _indexes(pip: Sequence[str], run: Run) -> list[str]:
    """The indexes that pip's own configuration names, as uv takes them, and pip's way of choosing among them."""
    found: dict[str, list[str]] = {}
    listed = run([*pip, "config", "list"], capture_output=True, text=True).stdout
    for line in listed.splitlines():
        key, _, value = line.partition("=")
        found.setdefault(key.rpartition(".")[2], []).extend(str(ast.literal_eval(value)).split())
    flags = {"index-url": "--default-index", "extra-index-url": "--index", "find-links": "--find-links"}
    pairs = [(flag, value) for key, flag in flags.items() for value in dict.fromkeys(found.get(key, []))]
    if sum(flag == "--default-index" for flag, _ in pairs) > 1:  # set twice: the environment's word is listed first
        first = next(pair for pair in pairs if pair[0] == "--default-index")
        pairs = [first, *(pair for pair in pairs if pair[0] != "--default-index")]
    return ["--index-strategy", "unsafe-best-match", *(word for pair in pairs for word in pair)]


def _package(entry: dict) -> Package:
    """A package of a pylock.toml. What lies on this machine's disk is not downloaded: 0 bytes."""
    file = (entry.get("wheels") or [entry.get("sdist") or entry.get("archive") or {}])[0]
    url = file.get("url") or file.get("path") or ""
    local = "://" not in url or urlsplit(url).scheme == "file"
    version = entry.get("version") or unquote(url.rpartition("/")[2]).partition("-")[2].partition("-")[0]
    return Package(entry["name"], version, url, 0 if url and local else file.get("size"))


def _installed(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _megabytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
