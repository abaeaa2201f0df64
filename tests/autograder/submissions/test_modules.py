"""Answers in plain modules: each statement stands in the notebook before the first answer that needs it."""

import codeop

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode

from autograder.assignment import Assignment, load
from autograder.roles import Role, grade_id, role
from autograder.submissions.forms.reading import read_submitted
from autograder.submissions.hand_in import HandIn
from autograder.submissions.origin import place
from autograder.submissions.rebuild import rebuild_submission
from autograder.submissions.submission import discover_one
from helpers.sample import NAME, NOTEBOOK, write_sample

SOURCE = """\
# %% tags=["setup"] nbgrader={"grade_id": "setup_imports"}
import numpy as np

# %% nbgrader={"grade_id": "first_answer", "solution": true}
def first(x):
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION


# %% nbgrader={"grade_id": "first_public", "points": 1}
assert first(1) == 1

# %% nbgrader={"grade_id": "second_answer", "solution": true}
def second(x):
    ### BEGIN SOLUTION
    return first(x)
    ### END SOLUTION


# %% nbgrader={"grade_id": "second_public", "points": 1}
assert second(1) == 1

# %% nbgrader={"grade_id": "third_answer", "solution": true}
class Third:
    ### BEGIN SOLUTION
    pass
    ### END SOLUTION


# %% nbgrader={"grade_id": "third_public", "points": 1}
assert Third()
"""
SETTINGS = """\
title = "Three answers"
[notebooks.doubling]
title = "Three answers"
minutes = 5
[notebooks.doubling.questions]
first = { title = "First" }
second = { title = "Second" }
third = { title = "Third" }
"""
FIRST, SECOND, THIRD = (
    "def first(x):\n    return x\n",
    "def second(x):\n    return first(x)\n",
    "class Third:\n    pass\n",
)


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    folder = write_sample(tmp_path_factory.mktemp("course"))
    (folder / f"{NOTEBOOK}.py").write_text(SOURCE)
    (folder / "assignment.toml").write_text(SETTINGS)
    return load(folder)


def read(assignment: Assignment, modules: dict[str, str | bytes]) -> NotebookNode:
    data = tuple((name, text if isinstance(text, bytes) else text.encode()) for name, text in modules.items())
    nb, repairs, problem = read_submitted(HandIn("modules", None, modules=data), assignment, NOTEBOOK)
    return rebuild_submission(assignment, NOTEBOOK, nb, problem, repairs)


def answers(nb: NotebookNode) -> dict[str, str]:
    """The answers' code without comments on where it comes from."""
    found = {grade_id(cell): cell.source for cell in nb.cells if role(cell) is Role.ANSWER}
    return {
        name: "\n".join(line for line in text.split("\n") if not line.startswith("# ")) for name, text in found.items()
    }


def run(nb: NotebookNode) -> dict[str, object]:
    """The names that a notebook leaves, its checks included."""
    names: dict[str, object] = {"__name__": "__main__"}
    compiled = codeop.Compile()  # like IPython's, it remembers `from __future__`
    for cell in nb.cells:
        if cell.cell_type == "code":
            exec(compiled(cell.source, "<cell>", "exec"), names)
    return names


def said(nb: NotebookNode) -> list[str]:
    about = nb.metadata.autograder
    return [*about.repairs, *([about.problem] if about.problem else [])]


# --- one namespace ---


@pytest.mark.parametrize(
    "second",
    [
        "from one import *\n\ndef second(x):\n    return first(x)\n",
        "from .one import first as f\n\ndef second(x):\n    return f(x)\n",
        "import one\n\ndef second(x):\n    first = one.first(x)\n    return first\n",
        "import one as o, math\n\ndef second(x):\n    return math.floor(o.first(x))\n",
        "from course.one import (\n    first,\n)\n\ndef second(x):\n    return first(x)\n",
        "from course import one\n\ndef second(x):\n    return one.first(x)\n",
        "def second(x):\n    from one import first as f\n    return f(x)\n",
        "def second(x):\n    import one\n    return one.first(x)\n",
        "try:\n    from .one import first\nexcept ImportError:\n    from one import first\n\n" + SECOND,
        "if 2 > 1:\n    from one import first as once\nelse:\n    once = None\ndef second(x):\n    return once(x)\n",
        "from one import first as once\ndef second(x):\n    return int(f'{once(x)}')\n",
        "import one\nclass Helper:\n    first = staticmethod(one.first)\ndef second(x):\n    return Helper.first(x)\n",
    ],
)
def test_modules_may_import_each_other_in_every_way(assignment, second):
    nb = read(assignment, {"two.py": second, "one.py": FIRST + THIRD})
    assert said(nb) == ["The answers were taken from one.py, two.py."]
    assert run(nb)["second"](3) == 3
    assert "import one" not in "".join(answers(nb).values()) and "from one" not in "".join(answers(nb).values())


def test_helpers_of_the_same_name_stay_apart(assignment):
    one = """
SCALE = 2

def helper(x):
    return SCALE * x

def first(x):
    helper_too = helper(x)
    return helper_too // 2
"""
    two = """
from one import first
SCALE = 3

def helper(x, SCALE=None):
    return 5 * x

def second(x):
    global SCALE
    SCALE = 4
    return helper(first(x)) // 5 + 0 * SCALE
"""
    names = run(read(assignment, {"one.py": one, "two.py": two, "three.py": THIRD}))
    assert (names["first"](7), names["second"](7)) == (7, 7)
    assert (names["SCALE"], names["SCALE_of_two"]) == (2, 4)


def test_a_name_in_other_letters_is_the_name_that_python_reads(assignment):
    one = "def \ufb01(x):\n    return 2 * x\ndef first(x):\n    return \ufb01(x) // 2\n"
    two = "from one import first\nclass fi:\n    by = 3\ndef second(x):\n    return x * \ufb01.by // 3\n"
    names = run(read(assignment, {"one.py": one, "two.py": two, "three.py": THIRD}))
    assert (names["first"](7), names["second"](7)) == (7, 7)


def test_two_modules_may_not_give_one_name_two_meanings_in_f_strings(assignment):
    one = "def first(x):\n    return x\n"
    two = "from one import first as k\ndef second(x):\n    return int(f'{k(x)}')\n"
    three = "from two import second as k\nclass Third:\n    by = f'{k(1)}'\n"
    found = said(read(assignment, {"one.py": one, "two.py": two, "three.py": three}))
    assert "line 3: a name inside of an f-string could not be followed" in " ".join(found)


@pytest.mark.parametrize("tried", ["import cupy as xp", "from cupy import array"])
def test_an_import_that_is_tried_fails_as_it_would_have(assignment, tried):
    two = f"try:\n    {tried}\nexcept ImportError:\n    import numpy as xp\ndef second(x):\n    return int(xp.abs(x))\n"
    nb = read(assignment, {"one.py": FIRST + THIRD, "two.py": two})
    assert said(nb) == ["The answers were taken from one.py, two.py."]
    assert run(nb)["second"](-3) == 3


def test_what_an_except_clause_binds_stays_apart_as_well(assignment):
    one = "problem = 2\ndef first(x):\n    return x * problem // 2\n"
    two = """
try:
    import one_that_is_faster
except (ImportError,
        OSError) as problem:
    reason = type(problem).__name__
def second(x):
    return x if reason == "ModuleNotFoundError" else None
"""
    names = run(read(assignment, {"one.py": one, "two.py": two, "three.py": THIRD}))
    assert (names["first"](7), names["second"](7)) == (7, 7)


LAYERS = """"My layers."
from __future__ import annotations
import math
import os

# twice and half
HALF = 0.5

def second(x):
    return first(x)

def first(x: Unknown):
    return later(x) and math.floor(x * 2 * HALF)

def later(x):
    return isinstance(Third(), Base)

class Base:
    pass

class Third(Base):
    pass

first.calls = 0
print(shown := 3)
result = first(undefined)
if __name__ == "__main__":
    raise SystemExit
"""


def test_an_answer_moves_up_to_the_first_that_needs_it(assignment):
    nb = read(assignment, {"layers.py": LAYERS})
    found = answers(nb)
    assert found["third_answer"] == ""  # it is named instead
    assert 'in the cell "first_answer"' in next(cell.source for cell in nb.cells if grade_id(cell) == "third_answer")
    assert found["first_answer"].index("class Base") < found["first_answer"].index("class Third(Base)")
    assert "import os" not in found["first_answer"] and "result" not in found["first_answer"]
    assert "SystemExit" not in str(found)
    assert run(nb)["first"].calls == 0


def test_what_changes_other_things_runs_before_what_follows_it(assignment):
    head = "import numpy as np\nimport random\nrandom.seed(3)\nnp.seterr(all='raise')\nCACHE = {}\nCACHE['a'] = 1\n"
    second = "def second(x):\n    return CACHE['a'] * x\n"
    found = answers(read(assignment, {"layers.py": f"{head}{FIRST}\n\n{second}{THIRD}"}))
    assert "random.seed(3)" in found["first_answer"] and "np.seterr" in found["first_answer"]
    assert "CACHE['a'] = 1" in found["second_answer"] and "CACHE" not in found["first_answer"]


def test_names_of_the_hand_outs_own_modules_are_the_notebooks_or_the_packages(assignment):
    head = "from course.solver import Solver as Trainer\nfrom .given import np as numbers\nfrom optim import *\n"
    more = "import tqmd\nfrom myown import helper\nUSED = Trainer, numbers, tqmd\n"
    layers = f"{head}{more}def first(x):\n    return USED and x\n{SECOND}{THIRD}"
    nb = read(assignment, {"layers.py": layers})
    assert said(nb)[1:] == [
        "layers.py, line 4: 'tqmd' was not handed in, and is not installed where this is graded.",
        "layers.py, line 5: 'helper' of myown was not handed in, and the course has no such name.",
    ]
    found = answers(nb)["first_answer"]
    assert found.startswith("from coursekit import Solver as Trainer\nnumbers = np\n")
    assert "optim" not in found and "myown" not in found


def test_a_module_beside_the_importing_one_comes_first(assignment):
    files = {
        "a/layers.py": "def other(x):\n    return None\n",
        "b/layers.py": FIRST,
        "b/two.py": "from layers import first\n" + SECOND,
    }
    nb = read(assignment, {**files, "three.py": THIRD})
    assert said(nb) == ["The answers were taken from b/layers.py, b/two.py, three.py."]
    assert run(nb)["second"](3) == 3


def test_scripts_that_define_nothing_asked_for_are_not_run(assignment, tmp_path):
    files = {
        "layers.py": FIRST + SECOND + THIRD,
        "train.py": "from layers import *\nraise SystemExit\nmodel = Third()\n",
    }
    folder = tmp_path / "anna" / NAME
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    submission = discover_one(folder, assignment)
    nb, repairs, problem = read_submitted(submission.hand_in(NOTEBOOK), assignment, NOTEBOOK)
    assert problem is None and "SystemExit" not in str(nb)
    assert repairs == ["The answers were taken from layers.py.", "Not asked for, and not looked at: 'train.py'."]


def test_every_line_knows_its_file_and_line(assignment):
    one = "import math\n\n\n# Gives x.\n@staticmethod\ndef first(x):\n    y = x\n    return y\n"
    two = "from one import (\n    first,\n)\n\n\n" + SECOND + "\n\n" + THIRD
    nb = read(assignment, {"one.py": one, "two.py": two})
    texts = {"one.py": one.split("\n"), "two.py": two.split("\n")}
    seen = set()
    for cell in nb.cells:
        for number, line in enumerate(cell.source.split("\n"), 1):
            if role(cell) is Role.ANSWER and line.strip() and not line.startswith("# "):
                file, at = place(cell, number).split(", line ")
                assert texts[file][int(at) - 1] == line
                seen.add((file, int(at)))
    assert {("one.py", 5), ("one.py", 8), ("two.py", 6), ("two.py", 11)} <= seen


# --- what cannot be read, or may not count ---


def test_a_module_with_a_syntax_error_costs_its_own_answers_only(assignment):
    nb = read(
        assignment, {"one.py": "def first(x):\n    return x +\n", "two.py": SECOND.replace("first(x)", "x") + THIRD}
    )
    assert "one.py, line 2: invalid syntax; nothing of this file could be read." in said(nb)
    found = answers(nb)
    assert found["first_answer"] == "raise ImportError('one.py, line 2: invalid syntax')"
    assert "return x" in found["second_answer"] and "class Third" in found["third_answer"]


def test_two_different_answers_to_one_question_need_a_person(assignment):
    both = {"a.py": FIRST + SECOND + THIRD, "b.py": "\n\ndef first(x):\n    return -x\n"}
    nb = read(assignment, both)
    assert (
        said(nb)[-1]
        == "a.py (line 1) and b.py (line 3) both define first, and not alike; hand in only the one that counts."
    )
    alike = read(assignment, {"a.py": FIRST + SECOND + THIRD, "b.py": "# a copy\n" + FIRST})
    assert run(alike)["second"](2) == 2


def test_files_of_the_same_name_need_a_person(assignment):
    nb = read(assignment, {"a/layers.py": FIRST, "b/layers.py": SECOND + THIRD})
    assert "have the same name, so that it is not certain which counts" in said(nb)[-1]


def test_the_module_that_is_asked_for_counts_before_another(tmp_path):
    folder = write_sample(tmp_path)
    (folder / f"{NOTEBOOK}.py").write_text(SOURCE)
    (folder / "assignment.toml").write_text(SETTINGS.replace("minutes = 5", 'minutes = 5\nmodules = ["layers.py"]'))
    nb = read(load(folder), {"old.py": "def first(x):\n    return -x\n", "layers.py": FIRST + SECOND + THIRD})
    assert run(nb)["first"](2) == 2
    assert said(nb) == ["The answers were taken from layers.py."]


def test_what_is_used_of_a_module_but_not_in_it_is_said(assignment):
    two = "import one\n\ndef second(x):\n    return one.frist(x) or f'{one.first}' or getattr(one, 'first')\n" + THIRD
    sentences = said(read(assignment, {"one.py": FIRST, "two.py": two}))
    assert "two.py, line 4: one.py has no 'frist'." in sentences
    assert any("two.py, line 4: 'one' stands alone" in sentence for sentence in sentences)


PIECES = """from one import *|import one as o|x = o.first|global first|def first(x):|    return x|class Third:
    first = 1|first, x = 1, 2|@first|lambda first: first|# %%|if x:|    import one|;|'|(|)|from two import first as g
del first|import tow|x: int = first|[first for first in x]|async def second(): pass|\t|from .far import away
f"{first}{o.first}"|from math import *"""
CODE = st.sampled_from(PIECES.replace("\n", "|").split("|"))


@settings(max_examples=300, deadline=None)
@given(one=st.lists(CODE, max_size=8), two=st.lists(CODE, max_size=8), data=st.binary(max_size=20))
def test_no_modules_stop_reading(assignment, one, two, data):
    nb = read(assignment, {"one.py": "\n".join([FIRST, *one]), "two.py": "\n".join([*two, SECOND]), "data.py": data})
    assert said(nb)


@pytest.mark.parametrize(
    "text", ["(" * 5000, "x = " + "-" * 100_000 + "1", "a." * 100_000 + "b", "\0", "if x:\n" * 200]
)
def test_code_that_is_too_deep_is_named(assignment, text):
    assert any("deep.py" in sentence for sentence in said(read(assignment, {"deep.py": f"{FIRST}\n{text}"})))
