"""No check of any notebook is passed by a bench that lies, whatever it answers; nor is a part of its points earned."""

from collections.abc import Mapping, Sequence

import pytest
from nbformat.v4 import new_code_cell

from autograder.assignment import load
from autograder.benches.bench import Bench
from autograder.grading.grade import Grader
from autograder.roles import Role, grade_id, is_ungraded, role
from helpers import adversary, exploits, sample, tensorflow_course
from helpers.proof.plugin import plan_of
from helpers.proof.selection import LIARS, deal, lied_to
from helpers.proof.subjects import SOLUTIONS, Subject
from samples.answers import handed_files, handed_in


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """At each check of a notebook of which everything is to be proven, all liars, and the truth.

    Of the other notebooks, for a few by lot: a few liars at each check, others at each, and at the first one the truth.
    """
    if "hands" not in metafunc.fixturenames:
        return
    plan = plan_of(metafunc.config)
    by_lot = lied_to(plan.subjects, plan.seed)
    params = []
    for subject in plan.subjects:
        if not plan.is_whole(subject) and str(subject) not in by_lot:
            continue
        whole, checks = plan.is_whole(subject), plan.checks(subject)
        liars = [name for name in adversary.ADVERSARIES if name != adversary.NOBODY]
        hands = deal(checks, liars, f"{plan.seed} {subject}", len(liars) if whole else LIARS)
        for check in checks if whole else checks[:1]:
            hands[check].append(adversary.NOBODY)
        params.append(pytest.param(subject, hands, id=str(subject), marks=pytest.mark.proves(str(subject), "liars")))
    metafunc.parametrize(("subject", "hands"), params)


def truthful(bench: Bench) -> bool:
    """Whether what the last liar said was the truth after all."""
    cell = new_code_cell(adversary.LIED)
    return bench.run(cell) is None and cell.outputs[0].text.strip() == "False"


def passed_by_liars(
    assignment,
    notebook: str,
    hands: Mapping[str, Sequence[str]] | None = None,
    files: Mapping[str, bytes] | None = None,
) -> list[str]:
    """Each check that a liar passes, as "check: who"; and the checks which the truth does not pass.

    hands: which liars lie at which check; all of them at each where it is not said. files: handed in with it.
    """
    cells = handed_in(assignment, notebook).cells
    checks = [grade_id(cell) for cell in cells if role(cell) is Role.CHECK]
    hands = dict.fromkeys(checks, adversary.ADVERSARIES) if hands is None else hands
    turns = [name for check in checks for name in hands.get(check, ())]
    found = []
    with Grader(assignment) as grader:
        examiner = grader.examiner(notebook)
        bench = Bench(assignment.limits, settings=grader.bench_settings(notebook))
        try:
            examiner.connect(bench.connection, pid=bench.pid, files=files)
            bench.run(new_code_cell(adversary.code(turns)))
            for cell in cells:
                if role(cell) is Role.CHECK:
                    for name in hands.get(grade_id(cell), ()):
                        bench.serve()
                        verdict = examiner.check(grade_id(cell), 1, assignment.limits.check_seconds)
                        bench.stop_serving()
                        passed = verdict.fraction > 0
                        if passed != (name == adversary.NOBODY) and not (passed and truthful(bench)):
                            found.append(f"{grade_id(cell)}: {name} ({verdict.state}; {verdict.message})")
                elif cell.cell_type == "code" and not is_ungraded(cell):
                    assert bench.run(cell) is None, grade_id(cell)
        finally:
            bench.close()
    return found


def test_no_liar_passes_a_check(subject: Subject, hands: Mapping[str, Sequence[str]]):
    found = passed_by_liars(load(SOLUTIONS / subject.assignment), subject.notebook, hands, handed_files(subject.files))
    assert not found, "\n".join(["", *found])


@pytest.mark.parametrize(
    "course",
    [sample, exploits, pytest.param(tensorflow_course, marks=pytest.mark.xdist_group("tensorflow"))],
    ids=lambda course: course.NAME,
)
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
