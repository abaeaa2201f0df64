"""Known mistakes are named in other students' code: the same mistakes, written in another style."""

import pytest

from autograder.assignment import load
from autograder.grading.grade import Grader
from autograder.sample_answers import read_answers
from helpers.proof.dependence import Dependence
from helpers.proof.grading import grade, lost, report, wrongly_named
from helpers.proof.packing import packs, together, touched
from helpers.proof.subjects import ANSWERS, SOLUTIONS
from samples.answers import handed_in

RESTYLED = sorted(ANSWERS.glob("*/*/restyled"))


@pytest.mark.parametrize("folder", RESTYLED, ids=lambda folder: folder.parent.name)
def test_most_mistakes_are_named_in_code_of_another_style_and_none_for_another(folder):
    assignment, notebook = load(SOLUTIONS / folder.parents[1].name), folder.parent.name
    restyled = read_answers(folder)
    named = set()
    with Grader(assignment) as grader:
        for pack in packs(restyled, touched):
            answer = together(pack)
            needed = Dependence(assignment, notebook, answer.cells).needed()
            _, result = grade(grader, notebook, handed_in(assignment, notebook, answer.cells), needed)
            assert lost(result) == answer.loses, report(result)
            assert not wrongly_named(result, answer)
            named |= {name for found in result.mistakes if found.sentence for name in found.names}
    assert len(named) > len(restyled) / 2, f"not named: {sorted({answer.name for answer in restyled} - named)}"
    print(f"{notebook}: {len(named)} of {len(restyled)} named")
