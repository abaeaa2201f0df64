"""docs/hand-outs.md says where each question of the hand-outs is; the assignments say where theirs come from."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_table_of_hand_outs_and_the_assignments_agree():
    asked = set()
    for path in (ROOT / "solutions").glob("*/assignment.toml"):
        for notebook, entry in tomllib.loads(path.read_text(encoding="utf-8"))["notebooks"].items():
            asked |= {
                (question["source"], f"{path.parent.name}/{notebook}", name)
                for name, question in entry["questions"].items()
            }
    told = set()
    for line in (ROOT / "docs" / "hand-outs.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        for notebook, path, questions in re.findall(r"\[(\S+)\]\((\S+)\): ([^;]+)", cells[-1]):
            assert (ROOT / "docs" / path).resolve().is_file(), path
            told |= {(cells[0], notebook, name) for name in re.findall(r"`(\w+)`", questions)}
    assert told == asked
