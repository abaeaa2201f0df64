"""The README's table of homeworks says what their sources and settings say."""

import re
from pathlib import Path

from autograder.assignment import load
from autograder.roles import Role, points, role

ROOT = Path(__file__).resolve().parents[2]
NAMES = {"numpy": "NumPy", "torch": "PyTorch", "tensorflow": "TensorFlow"}


def rows() -> list[str]:
    made = []
    for settings in sorted((ROOT / "solutions").glob("*/assignment.toml")):
        assignment = load(settings.parent)
        for name, notebook in assignment.notebooks.items():
            graded = [cell for cell in assignment.source(name).cells if role(cell) in (Role.CHECK, Role.WRITTEN)]
            most = sum(map(points, graded))
            frameworks = ", ".join(NAMES[framework] for framework in notebook.frameworks)
            link = f"[`{name}`](notebooks/{assignment.name}/{name}.ipynb)"
            made.append(
                f"| `{assignment.name}` | {link} | {notebook.title} | {frameworks} | {most:g} | {notebook.minutes} |"
            )
    return made


def test_the_table_of_homeworks_lists_every_notebook_as_it_is():
    written = re.findall(r"^\| `hw\d.*\|$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert written == rows()
