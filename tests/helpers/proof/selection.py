"""Chooses the sample answers that a run grades, those that it grades in full, and the liars for each check.

`make prove` does everything. `make test` does everything for notebooks that changed since it was proven; for
the others it grades all right answers, the sharpest wrong answer for each check, and a sample of the rest; the wrong
ones by the checks that they lose and a sample of the others; and liars lie to a quarter of the notebooks. The samples
depend on a hash of the notebooks and the code, so each edit changes them, and the same tree always has the same ones.
"""

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence

from autograder.sample_answers import Answer
from helpers.proof.subjects import Subject

SAMPLED = 0.05  # of the wrong answers that are not the sharpest for any check
IN_FULL = 3  # one notebook in so many has an answer graded in full; for the others only checks that can change run
SPARED = 0.75  # of the checks, for each pack of wrong answers that do not lose them
LIED_TO = 0.25  # of the notebooks
LIARS = 1  # at each check of these


def covering(wrong: Sequence[Answer]) -> set[str]:
    """A small set of wrong answers with one of the sharpest for each check: those that lose the fewest checks."""
    fewest: dict[str, int] = {}
    for answer in wrong:
        for check in answer.loses:
            fewest[check] = min(fewest.get(check, len(answer.loses)), len(answer.loses))
    sharp = {answer.name: {c for c in answer.loses if fewest[c] == len(answer.loses)} for answer in wrong}
    chosen: set[str] = set()
    waiting = set(fewest)
    while waiting:
        best = max(sorted(sharp), key=lambda name: len(sharp[name] & waiting))
        chosen.add(best)
        waiting -= sharp[best]
    return chosen


def drawn(names: Iterable[str], count: int, seed: str) -> set[str]:
    """This many of the names: those with the smallest hash with the seed."""
    return set(_shuffled(names, seed)[:count])


def graded(
    subject: Subject, seed: str, *, everything: bool, question: str | None = None
) -> dict[tuple[str, str], bool]:
    """The answers to grade, as `(kind, name)`, and whether to run all of their checks.

    everything: all answers, in full; question: then only the answers that concern it.
    """
    right = {("right", answer.name) for answer in subject.right}
    if everything:
        every = [("right", answer) for answer in subject.right] + [("wrong", answer) for answer in subject.wrong]
        return {(k, a.name): True for k, a in every if question is None or subject.concerns(a, question)}
    sharpest = covering(subject.wrong)
    rest = {answer.name for answer in subject.wrong} - sharpest
    sampled = drawn(rest, math.ceil(SAMPLED * len(rest)), f"{seed} {subject} sample")
    chosen = right | {("wrong", name) for name in sharpest | sampled}
    turn = int.from_bytes(hashlib.sha256(f"{seed} {subject}".encode()).digest()) % IN_FULL
    full = drawn(map(" ".join, chosen), 1, f"{seed} {subject} in full") if turn == 0 else set()
    return {key: " ".join(key) in full for key in sorted(chosen)}


def checks_to_spare(subject: Subject, answers: Iterable[Answer], seed: str) -> frozenset[str]:
    """Checks that need not run for these wrong answers, unless they lose them: others for each pack."""
    names = " ".join(answer.name for answer in answers)
    return frozenset(drawn(subject.checks, int(SPARED * len(subject.checks)), f"{seed} {subject} {names} spared"))


def lied_to(subjects: Sequence[Subject], seed: str) -> set[str]:
    """The notebooks to whose checks liars lie though nothing has changed since that was proven of all liars."""
    return drawn(map(str, subjects), math.ceil(LIED_TO * len(subjects)), f"{seed} liars")


def deal(checks: Sequence[str], liars: Sequence[str], seed: str, each: int = LIARS) -> Mapping[str, list[str]]:
    """Choose `each` liars for each check, dealt from a shuffled pack, so that all of them get a turn."""
    hands: dict[str, list[str]] = {}
    pack: list[str] = []
    for check in checks:
        while len(pack) < min(each, len(liars)):
            pack += _shuffled(set(liars) - set(pack), f"{seed} {check} {len(pack)}")
        hands[check], pack = pack[:each], pack[each:]
    return hands


def _shuffled(names: Iterable[str], seed: str) -> list[str]:
    return sorted(names, key=lambda name: hashlib.sha256(f"{seed}\n{name}".encode()).digest())
