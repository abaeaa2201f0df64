"""Rebuilding: whatever was done to a notebook, the student's answers come through and nothing of ours is theirs."""

import ast
import json
import time
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode, validate
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from autograder.assignment import Assignment, load
from autograder.cell_code import parse
from autograder.roles import Role, grade_id, role
from autograder.submissions.hand_in import read_notebook
from autograder.submissions.rebuild import rebuild_submission
from autograder.submissions.recognise import answers_define, defined, same_code

SETTINGS = """\
title = "Alphabet"
[notebooks.letters]
title = "Letters"
minutes = 5
[notebooks.letters.questions.q]
title = "All of it"
"""

SOURCE = '''\
# %% [markdown]
# # Letters

# %% tags=["setup"] nbgrader={"grade_id": "q_setup"}
seen = globals().get("seen", [])

# %% [markdown]
# ## First
# Write alpha.

# %% nbgrader={"grade_id": "q_alpha", "solution": true}
def alpha():
    """The first."""
    ### BEGIN SOLUTION
    return "right"
    ### END SOLUTION

# %% nbgrader={"grade_id": "q_alpha_check", "points": 1}
seen.append(("alpha", alpha()))

# %% nbgrader={"grade_id": "q_beta", "solution": true}
def beta():
    """The second."""
    ### BEGIN SOLUTION
    return "right"
    ### END SOLUTION

# %% nbgrader={"grade_id": "q_beta_check", "points": 2}
seen.append(("beta", beta()))

# %% [markdown]
# ## A class
# And its twin, which is a function.

# %% nbgrader={"grade_id": "q_gamma", "solution": true}
class Gamma:
    """The third."""

    def __call__(self):
        ### BEGIN SOLUTION
        return "right"
        ### END SOLUTION


def gamma_twin():
    ### BEGIN SOLUTION
    return "right"
    ### END SOLUTION

# %% nbgrader={"grade_id": "q_gamma_check", "points": 3}
seen.append(("gamma", Gamma()()))

# %% nbgrader={"grade_id": "q_setting", "solution": true}
### BEGIN SOLUTION
for trial in range(3):
    best_size = "right"
### END SOLUTION

# %% nbgrader={"grade_id": "q_run"}
seen.append(("size", best_size))

# %% [markdown]
# ## In words
# Why is that so?

# %% [markdown] nbgrader={"grade_id": "q_why", "points": 2, "solution": true}
# Because.

# %% [markdown]
# ## The end
'''


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    folder = tmp_path_factory.mktemp("course") / "solutions" / "hw0_letters"
    folder.mkdir(parents=True)
    (folder / "assignment.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "letters.py").write_text(SOURCE, encoding="utf-8")
    return load(folder)


ANSWERS = {
    "q_alpha": 'def alpha():\n    return "my alpha"',
    "q_beta": 'def beta():\n    return "my beta"',
    "q_gamma": 'class Gamma:\n    def __call__(self):\n        return "my gamma"\n\ndef gamma_twin():\n    return 1',
    "q_setting": 'best_size = "my size"',
    "q_why": "Because I say so.",
}
RIGHT = [("alpha", "my alpha"), ("beta", "my beta"), ("gamma", "my gamma"), ("size", "my size")]


def answered(assignment: Assignment, answers: dict[str, str] = ANSWERS) -> NotebookNode:
    nb = assignment.release("letters")
    for cell in nb.cells:
        cell.source = answers.get(grade_id(cell), cell.source)
    return nb


def at(nb: NotebookNode, name: str) -> int:
    return next(i for i, cell in enumerate(nb.cells) if grade_id(cell) == name)


def cell_of(nb: NotebookNode, name: str) -> NotebookNode:
    return nb.cells[at(nb, name)]


def strip(cell: NotebookNode) -> None:
    cell.metadata = NotebookNode()
    cell.pop("id", None)


def mend(assignment: Assignment, nb: NotebookNode) -> NotebookNode:
    """Rebuild, and hold what must hold for every submission."""
    rebuilt = rebuild_submission(assignment, "letters", nb, None, [])
    release = assignment.release("letters")
    validate(rebuilt)
    ours = {cell.id: cell for cell in rebuilt.cells if cell.id in {r.id for r in release.cells}}
    assert list(ours) == [cell.id for cell in release.cells]  # all there, in our order
    for pristine in release.cells:
        cell = ours[pristine.id]
        assert cell.metadata == pristine.metadata
        assert cell.cell_type == pristine.cell_type
        if role(pristine) not in (Role.ANSWER, Role.WRITTEN):
            assert cell.source == pristine.source
    for cell in rebuilt.cells:
        if cell.id not in ours:
            assert cell.metadata == {}
    return rebuilt


def run(nb: NotebookNode) -> list[tuple[str, str]]:
    """What the checks would see: run all code from top to bottom, going on after a statement that fails."""
    names: dict = {}
    for cell in nb.cells:
        tree = parse(cell.source) if cell.cell_type == "code" else None
        for statement in tree.body if tree else []:
            try:
                exec(compile(ast.Module([statement], []), "cell", "exec"), names)
            except Exception as fault:
                names.setdefault("faults", []).append(fault)
    return names["seen"]


def repairs(nb: NotebookNode) -> str:
    return "\n".join(nb.metadata.autograder.repairs)


def test_an_undamaged_notebook_is_taken_as_it_is(assignment):
    rebuilt = mend(assignment, answered(assignment))
    assert rebuilt.metadata.autograder == {"repairs": [], "problem": None}
    assert [cell.source for cell in rebuilt.cells] == [cell.source for cell in answered(assignment).cells]
    assert run(rebuilt) == RIGHT


def test_the_untouched_release_stays_untouched(assignment):
    rebuilt = mend(assignment, assignment.release("letters"))
    assert rebuilt.cells == assignment.release("letters").cells


def test_blanks_at_line_ends_are_no_answer(assignment):
    nb = assignment.release("letters")
    cell_of(nb, "q_why").source += "  \n\n"
    assert cell_of(mend(assignment, nb), "q_why").source == cell_of(assignment.release("letters"), "q_why").source


def test_rebuilding_what_was_rebuilt_changes_nothing(assignment):
    nb = answered(assignment)
    nb.cells.insert(5, new_code_cell("helper = 1"))
    once = mend(assignment, nb)
    assert mend(assignment, once).cells == once.cells


def test_the_answers_names_are_functions_classes_and_variables_in_use(assignment):
    assert answers_define(assignment.source("letters")) == {
        "q_alpha": {"alpha"},
        "q_beta": {"beta"},
        "q_gamma": {"Gamma", "gamma_twin"},
        "q_setting": {"best_size"},
    }


def test_deleted_cells_come_back_and_are_named(assignment):
    nb = answered(assignment)
    for name in ("q_setup", "q_alpha_check", "q_run", "q_beta"):
        del nb.cells[at(nb, name)]
    rebuilt = mend(assignment, nb)
    assert "Missing cells are back as handed out: q_setup, q_alpha_check, q_beta, q_run." in repairs(rebuilt)
    assert repairs(rebuilt) in rebuilt.cells[0].source.replace("- ", "")
    assert "FILL_IN" in cell_of(rebuilt, "q_beta").source
    assert ("alpha", "my alpha") in run(rebuilt)


def test_edited_checks_points_and_tags_do_not_count(assignment):
    nb = answered(assignment)
    check = cell_of(nb, "q_alpha_check")
    check.source = "seen.append(('alpha', 'forged'))"
    check.metadata.nbgrader.points = 400
    check.metadata["tags"] = ["skip-execution"]
    cell_of(nb, "q_setup").source = "seen = [('alpha', 'forged')]"
    cell_of(nb, "q_beta").metadata.nbgrader.update(grade=True, points=7)
    rebuilt = mend(assignment, nb)
    assert run(rebuilt) == RIGHT
    assert "Changes to locked cells do not count; they are as handed out: q_setup, q_alpha_check." in repairs(rebuilt)
    assert "Changed points or settings of cells do not count: q_alpha_check, q_beta." in repairs(rebuilt)
    assert "skip-execution (cell 5)" in repairs(rebuilt)


def test_a_forged_report_in_the_metadata_is_ours_again(assignment):
    nb = answered(assignment)
    nb.metadata["autograder"] = {"repairs": ["forged"], "problem": "forged", "score": 100}
    assert mend(assignment, nb).metadata.autograder == {"repairs": [], "problem": None}


def test_of_duplicates_the_edited_copy_wins_and_later_over_earlier(assignment):
    nb = answered(assignment)
    stub = cell_of(assignment.release("letters"), "q_alpha")
    first = deepcopy(cell_of(nb, "q_alpha"))
    first.source = 'def alpha():\n    return "first try"'
    i = at(nb, "q_alpha")
    nb.cells[i : i + 1] = [deepcopy(stub), first, nb.cells[i], deepcopy(stub)]
    nb.cells.append(deepcopy(cell_of(nb, "q_beta_check")))
    rebuilt = mend(assignment, nb)
    assert run(rebuilt) == RIGHT
    sources = [cell.source for cell in rebuilt.cells]
    assert sources.index(first.source) == sources.index(ANSWERS["q_alpha"]) - 1
    assert "the last finished one counts: q_alpha." in repairs(rebuilt)
    assert "Copies of locked cells are left out: q_beta_check." in repairs(rebuilt)


def test_a_finished_copy_counts_before_an_unfinished_one(assignment):
    nb = answered(assignment)
    later = deepcopy(cell_of(nb, "q_alpha"))
    later.source = 'def alpha():\n    x = 1\n    raise NotImplementedError("FILL_IN")'
    nb.cells.append(later)
    assert run(mend(assignment, nb)) == RIGHT


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_retyped_cells_have_their_type_again(assignment, kind):
    nb = answered(assignment)
    for name in ("q_alpha", "q_alpha_check", "q_gamma"):
        cell = cell_of(nb, name)
        cell.cell_type = kind
        del cell["outputs"], cell["execution_count"]
    why = cell_of(nb, "q_why")
    nb.cells[at(nb, "q_why")] = new_code_cell(why.source, metadata=why.metadata, id=why.id)
    rebuilt = mend(assignment, nb)
    assert run(rebuilt) == RIGHT
    assert cell_of(rebuilt, "q_why").source == ANSWERS["q_why"]
    assert "Cells whose type had been changed have their own again: q_alpha, q_alpha_check, q_gamma, q_why." in repairs(
        rebuilt
    )


def test_code_that_became_a_heading_keeps_its_text(assignment, tmp_path):
    nb = answered(assignment)
    retyped = [cell_of(nb, name) for name in ("q_alpha", "q_alpha_check", "q_gamma", "q_beta")]
    strip(retyped[-1])
    retyped.append(cell_of(nb, "q_setting"))
    cells = [{**cell, "cell_type": "heading"} if cell in retyped else cell for cell in nb.cells]
    cells.insert(0, {"cell_type": "heading", "level": 2, "source": "My notes", "metadata": {}})
    (path := tmp_path / "letters.ipynb").write_text(json.dumps({**nb, "cells": cells}), encoding="utf-8")
    read, _, problem = read_notebook(path)
    assert problem is None
    rebuilt = mend(assignment, read)
    assert run(rebuilt) == RIGHT
    assert [cell_of(rebuilt, name).source for name in ("q_alpha", "q_setting")] == [
        ANSWERS["q_alpha"],
        ANSWERS["q_setting"],
    ]
    assert "## My notes" in [cell.source for cell in rebuilt.cells]


@pytest.mark.parametrize(
    "text",
    [
        f"{'# pad pad' * 9}\n" * 2_500,  # as long as is read as Python, and as many as there may be
        "!ls\n" * 24_000,  # IPython's transformer would read it 500 times
        "!ls\n" * 100,  # as much as it is given
        "def alpha():\n    return 1\n" * 3_700,
    ],
    ids=["comments", "magics", "few magics", "functions"],
)
def test_rebuilding_a_huge_notebook_takes_seconds(assignment, text):
    nb = answered(assignment)
    locked = cell_of(nb, "q_alpha_check")
    for i in range(100):
        nb.cells.insert(0, new_code_cell(f"alpha_{i} = alpha\n{text}"))
    for i in range(1_000):
        nb.cells.append(new_code_cell(f"{locked.source}\n# {i}{' pad' * 5_000}", metadata=locked.metadata))
    started = time.process_time()
    rebuilt = rebuild_submission(assignment, "letters", nb, None, [])
    assert time.process_time() - started < 90  # of the processor; ten where it is quiet, hours without the limits
    assert [cell_of(rebuilt, name).source for name in ("q_alpha", "q_beta")] == [ANSWERS["q_alpha"], ANSWERS["q_beta"]]


def test_an_old_try_turned_into_text_does_not_beat_the_new_cell(assignment):
    nb = answered(assignment)
    i = at(nb, "q_alpha")
    old = nb.cells[i]
    nb.cells[i] = new_markdown_cell('def alpha():\n    return "old"', metadata=old.metadata, id=old.id)
    nb.cells.insert(i + 1, new_code_cell(ANSWERS["q_alpha"]))
    assert run(mend(assignment, nb)) == RIGHT


def test_reordered_cells_are_put_back(assignment):
    nb = answered(assignment)
    nb.cells.insert(0, nb.cells.pop(at(nb, "q_beta_check")))
    nb.cells.append(nb.cells.pop(at(nb, "q_setup")))
    rebuilt = mend(assignment, nb)
    assert run(rebuilt) == RIGHT
    assert "back in their places: q_setup, q_beta_check." in repairs(rebuilt)


def test_without_any_metadata_cells_are_known_by_text_and_names(assignment):
    nb = answered(assignment)
    for cell in nb.cells:
        strip(cell)
    rebuilt = mend(assignment, nb)
    assert run(rebuilt) == RIGHT
    assert cell_of(rebuilt, "q_why").source == ANSWERS["q_why"]
    assert len(rebuilt.cells) == len(nb.cells) + 1  # only the note on what was mended
    assert "Cells without nbgrader's metadata" in repairs(rebuilt)


def test_without_nbgraders_metadata_cells_are_known_by_id(assignment):
    nb = answered(assignment)
    for cell in nb.cells:
        cell.metadata = NotebookNode()
    next(cell for cell in nb.cells if cell.id == "q-alpha-check").source = "pass"
    rebuilt = mend(assignment, nb)
    assert run(rebuilt) == RIGHT
    assert "q_alpha_check" in repairs(rebuilt)


def test_a_fresh_notebook_with_only_the_functions_is_enough(assignment):
    nb = answered(assignment)
    nb.cells = [new_code_cell(ANSWERS[name]) for name in ("q_setting", "q_gamma", "q_beta", "q_alpha")]
    rebuilt = mend(assignment, nb)
    assert run(rebuilt) == RIGHT
    assert "The answer to q_alpha was taken from cell 4 of the file." in repairs(rebuilt)


def test_added_cells_stay_in_their_place_without_their_metadata(assignment):
    nb = answered(assignment)
    helper = new_code_cell(
        "def helper():\n    return 'my alpha'", metadata={"tags": ["setup"], "nbgrader": {"grade": 1}}
    )
    i = at(nb, "q_alpha")
    nb.cells[i].source = "def alpha():\n    return helper()"
    nb.cells.insert(i + 1, new_raw_cell("raw thoughts"))
    nb.cells.insert(i, helper)
    nb.cells.insert(0, new_code_cell("!pip install nothing"))
    nb.cells.insert(0, new_code_cell("   "))
    rebuilt = mend(assignment, nb)
    assert run(rebuilt) == RIGHT
    sources = [cell.source for cell in rebuilt.cells]
    assert sources[1] == "!pip install nothing"  # behind the note
    assert sources.index("raw thoughts") == sources.index("def alpha():\n    return helper()") + 1
    assert "setup (cell 6)" in repairs(rebuilt)
    ids = [cell.id for cell in rebuilt.cells]
    assert len(set(ids)) == len(ids)


def test_the_same_text_added_twice_has_two_ids(assignment):
    nb = answered(assignment)
    nb.cells += [new_code_cell("1 + 1"), new_code_cell("1 + 1")]
    mend(assignment, nb)


def test_one_cell_with_several_answers_is_not_overridden_by_stubs(assignment):
    for home, other in (("q_alpha", "q_beta"), ("q_beta", "q_alpha")):
        nb = answered(assignment)
        merged = ANSWERS["q_alpha"] + "\n\n" + ANSWERS["q_beta"]
        cell_of(nb, home).source = merged
        for keep_stub in (True, False):
            cell_of(nb, other).source = cell_of(assignment.release("letters"), other).source
            if not keep_stub:
                del nb.cells[at(nb, other)]
            rebuilt = mend(assignment, nb)
            assert run(rebuilt) == RIGHT
            assert cell_of(rebuilt, "q_alpha").source == merged
            assert cell_of(rebuilt, "q_beta").source == '# This answer is in the cell "q_alpha".'
            assert "One cell answers both q_alpha and q_beta; it stands where the first belongs." in repairs(rebuilt)


def test_stubs_that_were_merged_into_other_cells_undo_nothing(assignment):
    release = assignment.release("letters")
    nb = answered(assignment)
    stubs = [cell_of(release, name).source for name in ("q_alpha", "q_beta", "q_setting")]
    cell_of(nb, "q_gamma").source += "\n" + stubs[0]
    cell_of(nb, "q_beta").source = stubs[1] + "\n\n" + cell_of(nb, "q_beta").source
    nb.cells.insert(at(nb, "q_setting") + 1, new_code_cell(stubs[2] + "\nx = 1\n" + stubs[1]))
    rebuilt = mend(assignment, nb)
    assert run(rebuilt) == RIGHT
    assert "FILL_IN" not in "".join(cell.source for cell in rebuilt.cells[1:])
    assert "FILL_IN stubs of ours among other code do not count: cell 6, cell 9, cell 12." in repairs(rebuilt)


def test_a_helper_above_an_unanswered_stub_leaves_it_unanswered(assignment):
    nb = answered(assignment)
    stub = cell_of(assignment.release("letters"), "q_alpha").source
    cell_of(nb, "q_alpha").source = "def helper():\n    return 1\n\n" + stub
    assert cell_of(mend(assignment, nb), "q_alpha").source.endswith(stub)


def test_everything_in_one_added_cell(assignment):
    nb = assignment.release("letters")
    nb.cells.append(new_code_cell("\n".join(ANSWERS[name] for name in ("q_alpha", "q_beta", "q_gamma", "q_setting"))))
    assert run(mend(assignment, nb)) == RIGHT


def test_one_answer_in_several_cells(assignment):
    nb = answered(assignment)
    i = at(nb, "q_gamma")
    first, second = ANSWERS["q_gamma"].split("\n\n")
    nb.cells[i].source = first
    nb.cells.insert(i + 1, new_code_cell(second))
    assert run(mend(assignment, nb)) == RIGHT
    nb.cells[i : i + 2] = []
    nb.cells += [new_code_cell(first), new_markdown_cell("and"), new_code_cell(second)]
    rebuilt = mend(assignment, nb)
    assert run(rebuilt) == RIGHT
    assert rebuilt.cells[at(rebuilt, "q_gamma") + 1].source == second
    assert "The answer to q_gamma was taken from cell 15 and 17 of the file." in repairs(rebuilt)


@pytest.mark.parametrize("where", ["above", "below", "top", "bottom"])
def test_an_added_cell_is_the_answer_where_the_stub_was_left_alone(assignment, where):
    nb = answered(assignment)
    stub = cell_of(nb, "q_beta")
    stub.source = cell_of(assignment.release("letters"), "q_beta").source + "  # see the other cell"
    i = {"above": at(nb, "q_beta"), "below": at(nb, "q_beta") + 1, "top": 0, "bottom": len(nb.cells)}[where]
    helper = new_code_cell("def mine():\n    return 'my beta'\n_ = seen")
    nb.cells[i:i] = [helper, new_code_cell("def beta():\n    return mine()")]
    if where == "top":
        helper.source = helper.source.replace("\n_ = seen", "")
    assert run(mend(assignment, nb)) == RIGHT


def test_an_answer_pasted_over_the_wrong_cell_comes_home(assignment):
    nb = answered(assignment)
    cell_of(nb, "q_alpha").source, cell_of(nb, "q_beta").source = ANSWERS["q_beta"], ANSWERS["q_alpha"]
    assert run(mend(assignment, nb)) == RIGHT


def test_an_answer_written_into_a_locked_cell_is_found(assignment):
    nb = answered(assignment)
    cell_of(nb, "q_alpha").source = cell_of(assignment.release("letters"), "q_alpha").source
    check = cell_of(nb, "q_alpha_check")
    check.source = ANSWERS["q_alpha"] + "\n" + check.source
    rebuilt = mend(assignment, nb)
    assert ("alpha", "my alpha") in run(rebuilt)


def test_copies_of_locked_cells_without_metadata_are_left_out(assignment):
    nb = answered(assignment)
    nb.cells += [new_code_cell(cell_of(nb, "q_run").source), new_code_cell(cell_of(nb, "q_setup").source)]
    rebuilt = mend(assignment, nb)
    assert run(rebuilt) == RIGHT
    assert len(rebuilt.cells) == len(assignment.release("letters").cells) + 1


def test_syntax_errors_and_magics_do_not_hide_a_function(assignment):
    nb = answered(assignment)
    for name, source in (
        ("q_alpha", "%%time\n" + ANSWERS["q_alpha"]),
        ("q_beta", "%matplotlib inline\n" + ANSWERS["q_beta"]),
        ("q_gamma", ANSWERS["q_gamma"] + "\nthis is no Python"),
    ):
        cell = cell_of(nb, name)
        strip(cell)
        cell.source = source
    rebuilt = mend(assignment, nb)
    for name in ("q_alpha", "q_beta", "q_gamma"):
        assert cell_of(rebuilt, name).source == next(
            c.source for c in nb.cells if c.source.endswith(cell_of(rebuilt, name).source)
        )
        assert "FILL_IN" not in cell_of(rebuilt, name).source


@pytest.mark.parametrize("where", ["below", "above", "in the question", "below the heading"])
def test_a_written_answer_beside_its_cell_is_found(assignment, where):
    nb = answered(assignment, {name: text for name, text in ANSWERS.items() if name != "q_why"})
    i = at(nb, "q_why")
    answer = new_markdown_cell("My reason.")
    if where == "in the question":
        nb.cells[i - 1].source += "\n\nMy reason."
    elif where == "below the heading":
        nb.cells[i] = answer
    else:
        nb.cells.insert(i + (where == "below"), answer)
    rebuilt = mend(assignment, nb)
    assert "My reason." in cell_of(rebuilt, "q_why").source
    assert sum("My reason." in cell.source for cell in rebuilt.cells) == 1


def test_changed_text_of_ours_is_kept_beside_it(assignment):
    nb = answered(assignment)
    nb.cells[2].source += "\nA note of mine."
    nb.cells[0].source = "## Letters  "  # another level is no text
    rebuilt = mend(assignment, nb)
    assert rebuilt.cells[4].source.endswith("A note of mine.")
    assert "Text of ours that you changed (1)" in repairs(rebuilt)


def test_pictures_pasted_into_a_written_answer_are_kept(assignment):
    nb = answered(assignment)
    cell_of(nb, "q_why")["attachments"] = {"sketch.png": {"image/png": "aGVsbG8="}}
    assert cell_of(mend(assignment, nb), "q_why").attachments == {"sketch.png": {"image/png": "aGVsbG8="}}


def test_another_notebook_is_named(assignment):
    nb = answered(assignment)
    nb.cells = [new_code_cell("print('hello')"), deepcopy(cell_of(nb, "q_setup")), new_markdown_cell("# Other")]
    rebuilt = rebuild_submission(assignment, "letters", nb, None, [])
    problem = "None of the 3 cells belongs to hw0_letters/letters; hand in the notebook of that name."
    assert rebuilt.metadata.autograder.problem == problem
    assert problem in rebuilt.cells[0].source
    assert rebuilt.cells[1:] == assignment.release("letters").cells


def test_a_problem_of_reading_stands_on_top_of_the_release(assignment):
    rebuilt = rebuild_submission(assignment, "letters", None, "letters.ipynb is empty.", [])
    assert rebuilt.metadata.autograder == {"repairs": [], "problem": "letters.ipynb is empty."}
    assert "letters.ipynb is empty." in rebuilt.cells[0].source
    assert rebuilt.cells[1:] == assignment.release("letters").cells


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("def f(): x = 1\nclass A:\n    y = 2", {"f", "A"}),
        ("if True:\n    a, (b, *c) = 1, (2, 3)\nfor i in []: pass\nimport os", {"a", "b", "c", "i"}),
        ("z = [q for q in range(3)]\nw: int = 3\n(v := 1)", {"z", "w", "v"}),
        ("%%time\ndef timed(): pass", {"timed"}),
        ("!ls\nx = %pwd\ndef f(): pass", {"x", "f"}),
        ("def broken(:\n  pass\nclass Also", {"broken", "Also"}),
        ("-" * 100_000 + "1", set()),
        ("a." * 50_000 + "b", set()),
        ("\0", set()),
        ("def f(): pass\n" + "#" * 200_000, {"f"}),
    ],
)
def test_the_names_that_a_cell_defines(code, names):
    assert defined(code) == names


def test_same_code_sees_through_comments_only():
    assert same_code("def f():\n    '''a'''\n    return 1", "def f():\n\n    return 1  # b")
    assert not same_code("def f():\n    return 1", "def f():\n    return 2")
    assert not same_code("a b", "a c")


# --- any sequence of damages ---

KINDS = ["delete", "duplicate", "stub", "retype", "move", "strip", "strip-nbgrader", "strip-id", "tag", "edit-locked"]
KINDS += ["merge", "add", "swap-text"]
DAMAGES = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.integers(0, 40),
        st.integers(0, 40),
    ),
    max_size=12,
)


def damage(nb: NotebookNode, release: NotebookNode, what: str, i: int, j: int) -> None:
    if not nb.cells:
        return
    i, j = i % len(nb.cells), j % len(nb.cells)
    cell = nb.cells[i]
    if what == "delete":
        del nb.cells[i]
    elif what == "duplicate":
        nb.cells.insert(j, deepcopy(cell))
    elif what == "stub":
        nb.cells.insert(j, deepcopy(release.cells[i % len(release.cells)]))
    elif what == "retype":
        kind = {"code": new_markdown_cell, "markdown": new_raw_cell, "raw": new_code_cell}[cell.cell_type]
        nb.cells[i] = kind(cell.source, metadata=cell.metadata)
        nb.cells[i].id = cell.get("id", "other")
    elif what == "move":
        nb.cells.insert(j, nb.cells.pop(i))
    elif what == "strip":
        strip(cell)
    elif what == "strip-nbgrader":
        cell.metadata.pop("nbgrader", None)
    elif what == "strip-id":
        cell.pop("id", None)
    elif what == "tag":
        cell.metadata["tags"] = ["skip-execution", "setup"]
    elif what == "edit-locked" and role(cell) in (Role.CHECK, Role.SETUP, Role.EXPERIMENT):
        cell.source = "forged = True"
    elif what == "merge" and i + 1 < len(nb.cells) and {cell.cell_type, nb.cells[i + 1].cell_type} == {"code"}:
        cell.source += "\n" + nb.cells.pop(i + 1).source
    elif what == "add":
        nb.cells.insert(i, new_code_cell(f"added_{j} = {j}"))
    elif what == "swap-text" and {role(cell), role(nb.cells[j])} == {Role.ANSWER}:
        cell.source, nb.cells[j].source = nb.cells[j].source, cell.source


def whole(text: str, answer: str) -> bool:
    """Whether a cell still holds an answer, as Python."""
    try:
        compile(text, "cell", "exec")
    except SyntaxError:
        return False
    return answer in text


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damages=DAMAGES)
def test_no_damage_loses_an_answer_or_changes_a_cell_of_ours(assignment, damages):
    release = assignment.release("letters")
    nb = answered(assignment)
    for what, i, j in damages:
        damage(nb, release, what, i, j)
    rebuilt = rebuild_submission(assignment, "letters", nb, None, [])
    if rebuilt.metadata.autograder.problem:
        assert not any(whole(cell.source, ANSWERS[name]) for cell in nb.cells for name in ANSWERS if name != "q_why")
        return
    rebuilt = mend(assignment, nb)
    seen = run(rebuilt)
    for name, (what, value) in zip(("q_alpha", "q_beta", "q_gamma", "q_setting"), RIGHT, strict=True):
        if any(whole(cell.source, ANSWERS[name]) for cell in nb.cells):
            assert (what, value) in seen, f"lost {name}: {repairs(rebuilt)}"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damages=DAMAGES)
def test_damaged_files_can_be_read_from_disk(assignment, tmp_path, damages):
    nb = answered(assignment)
    for what, i, j in damages:
        damage(nb, assignment.release("letters"), what, i, j)
    path = Path(tmp_path) / "letters.ipynb"
    path.write_text(json.dumps(nb), encoding="utf-8")
    read, _, problem = read_notebook(path)
    if not nb.cells:
        assert problem
        return
    assert problem is None
    assert rebuild_submission(assignment, "letters", read, None, []) == rebuild_submission(
        assignment, "letters", nb, None, []
    )
