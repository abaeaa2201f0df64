"""Chooses the notebooks whose outputs `make test` compares, and records the run that compared all of them.

    python tests/helpers/outputs.py            names those that changed since the record, and a third of the others
    python tests/helpers/outputs.py --all      names all of them
    python tests/helpers/outputs.py --note     notes what `make nbval` is about to execute, in build/
    python tests/helpers/outputs.py --record   writes docs/outputs.md from that, after `make nbval` has passed

A notebook counts as changed if its cells or outputs have, or coursekit, or the pinned versions of the libraries, or how
the run is made. Which others are taken depends on a hash of the grader and its tests, so that each edit takes others.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[2]
ONE_IN = 3  # of the notebooks that have not changed

_HEAD = """# Outputs that came out the same

Written by `make nbval` when it has executed every solution as on an old processor and has found every output again; do
not edit. `make test` does so for the notebooks of which the cells, coursekit or the pinned libraries have changed
since, and for a third of the others, by lot. [Portability](portability.md) says why.

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
    return {f"{path.parent.name}/{path.stem}": f"{_hash(root, [path, *shared]):064x}"[:16] for path in notebooks}


def chosen(contents: dict[str, str], recorded: dict[str, str], seed: int) -> list[str]:
    """The notebooks that are not as recorded, and one in `ONE_IN` of the others."""
    return [name for name in contents if contents[name] != recorded.get(name) or _draw(f"{seed} {name}") % ONE_IN == 0]


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


def _hash(root: Path, paths: Iterable[Path]) -> int:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"\n{path.relative_to(root)}\n".encode() + path.read_bytes())
    return int.from_bytes(digest.digest())


def _draw(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest())


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
        edited = [path for folder in ("autograder", "tests") for path in sorted((ROOT / folder).rglob("*.py"))]
        print(*(f"{name}.ipynb" for name in reversed(chosen(contents(), recorded(), _hash(ROOT, edited)))))
