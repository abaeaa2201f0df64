"""No check of any notebook is passed by a bench that lies, whatever it answers; nor is a part of its points earned."""

import re
from pathlib import Path

import adversary
import exploits
import pytest
import sample
from nbformat.v4 import new_code_cell

from autograder.answers import handed_in
from autograder.assignment import load
from autograder.benches.bench import Bench
from autograder.grading.grade import Grader
from autograder.roles import Role, grade_id, role

SOLUTIONS = Path(__file__).parents[1] / "solutions"
ADVERSARIES = re.findall(r'^    "(.+?)": ', adversary.CODE, re.MULTILINE)


def _real_notebooks():
    for folder in sorted(path.parent for path in SOLUTIONS.glob("*/assignment.toml")):
        yield from (pytest.param(folder, name, id=f"{folder.name}/{name}") for name in load(folder).notebooks)


def truthful(bench: Bench) -> bool:
    """Whether what the last liar said was the truth after all."""
    cell = new_code_cell(adversary.LIED)
    return bench.run(cell) is None and cell.outputs[0].text.strip() == "False"


def passed_by_liars(assignment, notebook: str) -> list[str]:
    """Each check that a liar passes, as "check: who"; and the checks which the truth does not pass."""
    found = []
    bench = Bench(assignment.limits)
    with Grader(assignment) as grader:
        examiner = grader.examiner(notebook)
        try:
            examiner.meet(bench.line, pid=bench.pid)
            bench.run(new_code_cell(adversary.CODE))
            for cell in handed_in(assignment, notebook).cells:
                if role(cell) is Role.CHECK:
                    for name in ADVERSARIES:
                        bench.serve()
                        verdict = examiner.check(grade_id(cell), 1, assignment.limits.check_seconds)
                        bench.stop_serving()
                        passed = verdict.fraction > 0
                        if passed != (name == "nobody") and not (passed and truthful(bench)):
                            found.append(f"{grade_id(cell)}: {name} ({verdict.state}; {verdict.message})")
                elif cell.cell_type == "code":
                    assert bench.run(cell) is None, grade_id(cell)
        finally:
            bench.close()
    return found


@pytest.mark.parametrize(("folder", "notebook"), [*_real_notebooks()])
def test_no_liar_passes_a_check(folder, notebook):
    found = passed_by_liars(load(folder), notebook)
    assert not found, "\n".join(["", *found])


@pytest.mark.parametrize("course", [sample, exploits], ids=lambda course: course.NAME)
def test_no_liar_passes_a_check_of_the_samples(course, tmp_path):
    folder = getattr(course, "write_sample", None) or course.write_course
    assert passed_by_liars(load(folder(tmp_path)), course.NOTEBOOK) == []


@pytest.mark.parametrize(
    ("check", "liar"),
    [
        ("assert np.allclose(double(x), 2 * x)\ncheck.close(1.0, 1.0)", "lists"),
        ("assert not (np.abs(double(x) - 2 * x).max() > 1e-6)\ncheck.close(1.0, 1.0)", "NaN"),
        ("assert double(x).shape == (3,)\ncheck.close(1.0, 1.0)", "an object"),
        ("got = double(x)\nassert (np.asarray(got) == 2 * x).all()\ncheck.close(1.0, 1.0)", "complex numbers"),
        ("assert np.allclose(double(x), x[:1])\ncheck.close(1.0, 1.0)", "an empty array"),
        ("double(x)\ncheck.close(1.0, 1.0)", "text"),
    ],
)
def test_a_check_that_a_liar_passes_is_found(check, liar, tmp_path):
    folder = sample.write_sample(tmp_path)
    source = folder / f"{sample.NOTEBOOK}.py"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace('check.close(double(x), np.array([2.0, -4.0, 1.0]), name="double(x)")', check))
    found = passed_by_liars(load(folder), sample.NOTEBOOK)
    assert any(line.startswith(f"double_public: {liar} (passed") for line in found), found
