"""Counts the instructions of a command with the program `perf`, where it is installed and the system lets it.

Unlike seconds, they are hardly changed by what else the machine does.
"""

import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

_EVENT = "instructions:u"


@cache
def counter() -> str | None:
    """The path of a `perf` that counts instructions here; None without one."""
    program = shutil.which("perf")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "count"
        done = subprocess.run([*counted(["true"], file, program)], capture_output=True)
        return program if done.returncode == 0 and read(file) else None


def counted(command: list[str], file: Path, program: str) -> list[str]:
    """The command that runs another one and writes how many instructions it and all that it started took."""
    return [program, "stat", "-x,", "-o", str(file), "-e", _EVENT, "--", *command]


def read(file: Path) -> int | None:
    """The number in a file that `counted` made; None where the processor does not count, as many virtual ones."""
    fields = [line.split(",") for line in file.read_text().splitlines() if "instructions" in line]
    numbers = [int(field[0]) for field in fields if field[0].isdigit()]  # a line for each kind of core
    return sum(numbers) if numbers else None
