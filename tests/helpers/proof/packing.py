"""Packs sample answers of one notebook that do not touch each other into one, so that one grading proves several.

`make test` grades what is proven already in packs; `make prove` grades each answer alone.
"""

from collections.abc import Callable, Iterable, Set

from autograder.sample_answers import Answer


def packs(answers: Iterable[Answer], touched: Callable[[Answer], Set[str]]) -> list[list[Answer]]:
    """Put each answer into the first pack of which no answer touches what it touches."""
    found: list[tuple[set[str], list[Answer]]] = []
    for answer in answers:
        touches = touched(answer)
        for known, pack in found:
            if known.isdisjoint(touches):
                known |= touches
                pack.append(answer)
                break
        else:
            found.append((set(touches), [answer]))
    return [pack for _, pack in found]


def touched(answer: Answer) -> set[str]:
    """What an answer declares that it touches: cells that it replaces or adds to, files, checks that it loses."""
    cells = {name.removeprefix("+after ") for name in answer.cells}
    return cells | answer.files.keys() | answer.loses.keys()


def together(answers: Iterable[Answer]) -> Answer:
    """One answer with the cells, files and losses of all of these, which touch nothing in common."""
    answers = list(answers)
    whole = Answer(" + ".join(answer.name for answer in answers), "", {}, {})
    for answer in answers:
        whole.loses.update(answer.loses)
        whole.cells.update(answer.cells)
        whole.files.update(answer.files)
    return whole
