"""Turns what was handed in, in whatever form, into a notebook: the one way to read a submission for grading."""

from autograder.assignment import Assignment
from autograder.submissions.forms.composing import compose
from autograder.submissions.forms.linking import Clash
from autograder.submissions.forms.modules import Module, defined_in, read_module, taken
from autograder.submissions.forms.scripts import read_script
from autograder.submissions.forms.texts import script_text
from autograder.submissions.hand_in import HandIn, Reading, Unreadable
from autograder.submissions.names import printable


def read_submitted(hand_in: HandIn, assignment: Assignment, notebook: str) -> Reading:
    """The notebook in a hand-in; see `hand_in.read_notebook`. Whatever the form, `rebuild` goes on from there."""
    remarks = list(hand_in.remarks)
    if hand_in.modules:
        found, repairs, problem = _compose(hand_in, assignment, notebook)
    elif hand_in.data is not None and hand_in.file.endswith(".py"):
        found, repairs, problem = read_script(hand_in.file, hand_in.data)
    else:
        return hand_in.read()
    return found, [*repairs, *remarks], problem


def _compose(hand_in: HandIn, assignment: Assignment, notebook: str) -> Reading:
    define = assignment.answers_define(notebook)
    asked = set().union(*define.values())
    modules, repairs = [], []
    for file, data in hand_in.modules:
        try:
            text, note = script_text(data)
        except Unreadable as fault:
            repairs.append(f"{printable(file)} {fault}.")
            continue
        repairs += [f"{printable(file)} {note}."] if note else []
        modules.append(read_module(printable(file[-100:]), text))
    counted = taken(modules, _roots(modules, asked, assignment.notebooks[notebook].modules))
    if not counted:
        return (
            None,
            repairs,
            f"None of {printable(hand_in.file)} defines what {notebook} asks for; hand in the files that do.",
        )
    names = [module.name for module in counted]
    if twice := next((name for name in names if names.count(name) > 1), None):
        files = " and ".join(printable(module.file) for module in counted if module.name == twice)
        return (
            None,
            repairs,
            f"{files} have the same name, so that it is not certain which counts; hand in one of them.",
        )
    try:
        made, sentences = compose(assignment.release(notebook), define, counted)
    except Clash as clash:
        return None, repairs, str(clash)
    listed = ", ".join(printable(module.file) for module in counted)
    return made, [f"The answers were taken from {listed}.", *repairs, *sentences], None


def _roots(modules: list[Module], asked: set[str], expected: tuple[str, ...]) -> list[Module]:
    """The modules with answers: those that the assignment names, and others for what these do not define."""
    named = [module for module in modules if module.file.rpartition("/")[2] in expected]
    roots = [module for module in named if _answers(module) & asked]
    missing = asked - set().union(*(module.bound for module in roots))
    return roots + [module for module in modules if module not in named and _answers(module) & missing]


def _answers(module: Module) -> set[str]:
    """The functions and classes that a module defines: a script that only has a variable of an asked name is none."""
    return defined_in(module.text)
