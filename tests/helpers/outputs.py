"""Chooses the notebooks whose outputs `make test` compares, and records the run that compared all of them.

    python -m helpers.outputs            names those that changed since the record, and an eighth of the others
    python -m helpers.outputs --all      names all of them
    python -m helpers.outputs --note     notes what `make nbval` is about to execute, in build/
    python -m helpers.outputs --record   writes docs/outputs.md from that, after `make nbval` has passed

A notebook counts as changed if its cells or outputs have, or coursekit, or the pinned versions of the libraries, or how
the run is made. Which others are taken depends on a hash of the grader and its tests, so that each edit takes others.
"""

import json
import re
import sys
from datetime import date
from pathlib import Path

from helpers import lots

ROOT = Path(__file__).parents[2]

_HEAD = """# Outputs that came out the same

Written by `make nbval` when it has executed every solution as on an old processor and has found every output again; do
not edit. `make test` does so for the notebooks of which the cells, coursekit or the pinned libraries have changed
since, and for an eighth of the others, by lot. [Portability](portability.md) says why.

"""
_TABLE = """
| notebook | cells, outputs, coursekit and libraries |
|---|---|
"""
_ROW = re.compile(r"^\| `(\S+)` \| `([0-9a-f]{16})` \|$", re.MULTILINE)


def contents(root: Path = ROOT) -> dict[str, str]:
    """A hash for each notebook, `<assignment>/<notebook>`, of its cells, outputs, coursekit, libraries and settings."""
    sources = [path for path in (root / "coursekit").rglob("*") if path.suffix in (".py", ".toml", ".safetensors")]
    others = ["constraints.txt", "autograder/building/processors.py", "tests/helpers/nbval_conftest.py"]
    shared = [*sorted(sources), *(root / name for name in others if (root / name).is_file())]
    notebooks = sorted(root.glob("solutions/*/*.ipynb"))
    return {f"{path.parent.name}/{path.stem}": lots.content(root, [path, *shared]) for path in notebooks}


def recorded(root: Path = ROOT) -> dict[str, str]:
    """The notebooks whose outputs came out the same, with the hash of each."""
    path = root / "docs" / "outputs.md"
    return dict(_ROW.findall(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def record(root: Path, contents: dict[str, str], day: date) -> None:
    """Write the record: the outputs of all notebooks have come out the same."""
    rows = [f"| `{name}` | `{content}` |" for name, content in contents.items()]
    path = root / "docs" / "outputs.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{_HEAD}The last run: {day.day} {day:%B %Y}.\n{_TABLE}" + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    note = ROOT / "build" / "outputs.json"
    if sys.argv[1:] == ["--note"]:
        note.parent.mkdir(exist_ok=True)
        note.write_text(json.dumps(contents()), encoding="utf-8")
    elif sys.argv[1:] == ["--record"]:
        record(ROOT, json.loads(note.read_text(encoding="utf-8")), date.today())
    elif sys.argv[1:] == ["--all"]:
        print(*(f"{name}.ipynb" for name in reversed(contents())))
    else:
        taken = lots.chosen(contents(), recorded(), lots.seed(ROOT))
        print(*(f"{name}.ipynb" for name in reversed(taken)))
