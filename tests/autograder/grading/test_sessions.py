"""A question that forbids a package meets a bench without it, while the rest of the notebook uses it."""

from pathlib import Path

import pytest

from autograder.assignment import Assignment, load
from autograder.grading.grade import Grader
from autograder.rules.violations import find_violations
from autograder.submissions.rebuild import rebuild_submission
from samples.answers import handed_in

SOURCE = """\
# %% tags=["setup"] nbgrader={"grade_id": "setup_imports"}
import numpy as np
from coursekit import check

# %% nbgrader={"grade_id": "free_answer", "solution": true}
def free(x):
    ### BEGIN SOLUTION
    from scipy import special
    return special.expit(x)
    ### END SOLUTION

# %% nbgrader={"grade_id": "free_public", "points": 1}
check.close(free(np.array([0.0, 1.0])), np.array([0.5, 0.7310585786300049]), name="free")

# %% nbgrader={"grade_id": "hand_answer", "solution": true}
def hand(x):
    ### BEGIN SOLUTION
    return 1 / (1 + np.exp(-x))
    ### END SOLUTION

# %% nbgrader={"grade_id": "hand_public", "points": 1}
check.close(hand(np.array([0.0, 1.0])), np.array([0.5, 0.7310585786300049]), name="hand")
"""
SETTINGS = """\
title = "Kinds"
[notebooks.kinds]
title = "Kinds"
minutes = 5
[notebooks.kinds.questions.free]
title = "With anything"
[notebooks.kinds.questions.hand]
title = "By hand"
forbid = ["scipy"]
"""
FREE = "def free(x):\n    from scipy import special\n    return special.expit(x)"
HAND = "def hand(x):\n    return 1 / (1 + np.exp(-x))"


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    home = tmp_path_factory.mktemp("course") / "solutions" / "hw0_kinds"
    home.mkdir(parents=True)
    (home / "kinds.py").write_text(SOURCE, encoding="utf-8")
    (home / "assignment.toml").write_text(SETTINGS, encoding="utf-8")
    return load(home)


def points(assignment: Assignment, cells: dict[str, str]) -> dict[str, float | None]:
    nb = rebuild_submission(assignment, "kinds", handed_in(assignment, "kinds", cells), None, [])
    with Grader(assignment) as grader:
        _, result = grader.grade(nb, "kinds", student="somebody", seed=1)
    return {check.question: check.points for check in result.checks}


def test_each_question_may_use_what_it_may(assignment):
    assert points(assignment, {"free_answer": FREE, "hand_answer": HAND}) == {"free": 1.0, "hand": 1.0}
    top = {
        "+after setup_imports": "import scipy.special\nfrom scipy import special\ndef helper(x):\n    return np.exp(-x)"
    }
    own = {"free_answer": FREE, "hand_answer": "def hand(x):\n    return 1 / (1 + helper(x))"}
    assert points(assignment, top | own) == {"free": 1.0, "hand": 1.0}


@pytest.mark.parametrize(
    "cells",
    [
        {"free_answer": f"helper = lambda x: free(x)\n{FREE}", "hand_answer": "def hand(x):\n    return helper(x)"},
        {"free_answer": FREE, "hand_answer": "def hand(x):\n    return free(x)"},
        {"free_answer": f"{FREE}\ntable = free(np.array([0.0, 1.0]))", "hand_answer": "def hand(x):\n    return table"},
        {"+after setup_imports": "import builtins\nbuiltins.kept = []", "free_answer": f"{FREE}\nkept.append(free)",
         "hand_answer": "def hand(x):\n    return kept[0](x)"},
        {"free_answer": f"{FREE}\nnp.save('/tmp/table.npy', free(np.array([0.0, 1.0])))",
         "hand_answer": "def hand(x):\n    return np.load('/tmp/table.npy')"},
        {"free_answer": FREE, "hand_answer": "def hand(x):\n    from pathlib import Path\n"
         "    return getattr(__import__('sci' + 'py').special, 'ex' + 'pit')(x)"},
    ],
    ids=["a helper", "the other answer", "a table", "builtins", "a file", "a name put together"],
)  # fmt: skip
def test_what_another_question_may_use_is_of_no_use_to_one_that_forbids_it(assignment, cells):
    assert points(assignment, cells) == {"free": 1.0, "hand": 0.0}


def test_such_a_question_meets_a_bench_of_its_own_kind(assignment):
    free, hand = assignment.notebooks["kinds"].questions
    with Grader(assignment) as grader:
        assert grader.bench_settings("kinds") == grader.bench_settings("kinds", free)
        assert grader.bench_settings("kinds", hand).absent == ("scipy",)
    nb = rebuild_submission(assignment, "kinds", handed_in(assignment, "kinds", {"free_answer": FREE}), None, [])
    assert find_violations(nb, assignment, "kinds") == []
    assert Path(assignment.folder).name == "hw0_kinds"
