"""From hand-in to verdict of one submission in a warm grader: `python -m benchmarks.single FOLDER/NOTEBOOK TIMES`.

A worker grades the notebook once, so that its examiner is there, and then what other students hand in, one after the
other. Prints JSON: for each, the seconds from reading its file until its result is here.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from autograder.assignment import load
from autograder.grading.pool import Pool
from autograder.grading.task import Outcome, Task, pack
from autograder.submissions.hand_in import hand_in
from benchmarks.homework import sign
from samples.answers import handed_in

PATIENCE = 600.0  # for one submission


def main(place: str, times: int) -> None:
    folder, name = Path(place).parent, Path(place).name
    assignment = load(folder)
    packed, found = pack(assignment, name), []
    with tempfile.TemporaryDirectory() as handed, Pool(1) as pool:
        for number in range(times + 1):
            file = Path(handed) / f"{number}.ipynb"
            nbformat.write(sign(handed_in(assignment, name), number), file)
            started = time.monotonic()
            task = Task(f"single-{number}", packed, name, hand_in(file), seed=1)
            [(_, outcome)] = pool.outcomes([task], PATIENCE)
            found.append(time.monotonic() - started)
            if not isinstance(outcome, Outcome) or outcome.result.score != outcome.result.max_score:
                sys.exit(f"right answers of {place} did not get full marks: {outcome}"[:1500])
    print(json.dumps(found[1:]))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
