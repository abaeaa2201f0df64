"""The reference solution of a notebook, for tests that compare it with a library."""

from functools import cache
from pathlib import Path
from types import SimpleNamespace

from autograder.assignment import load
from autograder.roles import Role, grade_id, role

SOLUTIONS = Path(__file__).parents[2] / "solutions"


@cache
def reference_of(assignment: str, notebook: str) -> SimpleNamespace:
    """The names that the notebook's setup and answers define, experiments left out."""
    names: dict = {"__name__": "reference"}
    for cell in load(SOLUTIONS / assignment).source(notebook).cells:
        if role(cell) in (Role.SETUP, Role.ANSWER):
            exec(compile(cell.source, f"<{grade_id(cell)}>", "exec"), names)
    return SimpleNamespace(**names)
