"""Tests in a separate process whether this machine can grade an assignment, and says why if it can't.

`python -m autograder.grading.readiness` reads its task from standard input, as `fault` writes it.
"""

import os
import pickle
import subprocess
import sys
from typing import Any

from autograder.benches.forks import python_path

SECONDS = 120.0  # for importing frameworks and starting a bench


def fault(assignment: bytes, options: dict[str, Any]) -> str | None:
    """Why an assignment (pickled by `autograder.grading.task.pack`) can't be graded here; None if it can."""
    command = [sys.executable, "-P", "-m", "autograder.grading.readiness"]
    try:
        tried = subprocess.run(
            command,
            input=pickle.dumps((assignment, options)),
            env={**os.environ, "PYTHONPATH": python_path()},
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"A bench did not start within {SECONDS:g} seconds"
    if tried.returncode:
        lines = tried.stderr.decode(errors="replace").strip().splitlines()
        return f"The grader does not start: {lines[-1] if lines else f'status {tried.returncode}'}"
    return tried.stdout.decode().strip() or None


def main() -> None:
    from autograder.grading.grade import CannotGrade, Grader

    assignment, options = pickle.load(sys.stdin.buffer)
    try:
        with Grader(pickle.loads(assignment), **options) as grader:
            grader.prepare(grader.assignment.notebooks)
    except CannotGrade as refused:
        print(refused)


if __name__ == "__main__":
    main()
