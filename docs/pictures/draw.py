"""Draws the README's picture: the table of a graded course folder, from its JSON results.

python docs/pictures/draw.py demo docs/pictures/demo.svg
"""

import re
import sys
from collections import Counter
from pathlib import Path

from rich.console import Console

from autograder.grading.report import table
from autograder.results import NotebookResult

COLUMNS = 100


def draw(course: Path, picture: Path) -> None:
    """Write the table of the results under `course/results/`, for the assignment that most handed in, as an SVG."""
    files = sorted((course / "results").glob("*/*/*.json"))
    if not files:
        sys.exit(f"{course}/results holds no results; run `make demo` first")
    every = [NotebookResult.from_json(file.read_text(encoding="utf-8")) for file in files]
    [(assignment, _)] = Counter(result.assignment for result in every).most_common(1)
    results = [result for result in every if result.assignment == assignment]
    with Path("/dev/null").open("w") as nowhere:
        console = Console(record=True, width=COLUMNS, file=nowhere, force_terminal=True)
        submissions = len({result.student for result in results})
        console.print(table(results, title=f"{assignment}: {submissions} submissions"))
        svg = console.export_svg(title=f"autograder grade demo/submitted --assignment {assignment}", unique_id="demo")
    # The fonts that rich asks for would be fetched from the web; the reader's own do as well.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    picture.write_text("\n".join(line.rstrip() for line in svg.splitlines()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    draw(Path(sys.argv[1]), Path(sys.argv[2]))
