"""Which sample answers a run grades, which of them in full, and which liars it asks at each check.

`make prove` does everything. `make test` does everything for notebooks that changed since the last recorded proof; for
the others all right answers, the sharpest wrong answer for each check, and a sample of the rest. Samples are drawn by a
hash of what is proven and what proves it, so that a change looks at others, and the same tree always at the same.
"""

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence

from helpers.proof.subjects import Subject
from samples.answers import Answer

SAMPLED = 0.05  # of the wrong answers that are the sharpest for no check
IN_FULL = 0.1  # of the answers of which else only those checks are run that can change
LIARS = 3  # at each check


def covering(wrong: Sequence[Answer]) -> set[str]:
    """Wrong answers, as few as can be, of which each check has one among its sharpest: those that lose the least."""
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


def drawn(names: Iterable[str], share: float, seed: str) -> set[str]:
    """This share of the names, rounded up: those whose hash with the seed is the smallest."""
    order = _shuffled(names, seed)
    return set(order[: math.ceil(share * len(order))])


def graded(
    subject: Subject, seed: str, *, everything: bool, question: str | None = None
) -> dict[tuple[str, str], bool]:
    """The answers to grade, as `(kind, name)`, and whether all of their checks are run.

    everything: all answers, in full; question: of those only the ones that concern it.
    """
    right = {("right", answer.name) for answer in subject.right}
    if everything:
        every = [("right", answer) for answer in subject.right] + [("wrong", answer) for answer in subject.wrong]
        return {(k, a.name): True for k, a in every if question is None or subject.concerns(a, question)}
    sharpest = covering(subject.wrong)
    rest = {answer.name for answer in subject.wrong} - sharpest
    chosen = right | {("wrong", name) for name in sharpest | drawn(rest, SAMPLED, f"{seed} {subject} sample")}
    full = drawn(map(" ".join, chosen), IN_FULL, f"{seed} {subject} in full")
    return {key: " ".join(key) in full for key in sorted(chosen)}


def deal(checks: Sequence[str], liars: Sequence[str], seed: str, each: int = LIARS) -> Mapping[str, list[str]]:
    """So many liars for each check: dealt from a shuffled pack, so that all of them have their turns."""
    hands: dict[str, list[str]] = {}
    pack: list[str] = []
    for check in checks:
        while len(pack) < min(each, len(liars)):
            pack += _shuffled(set(liars) - set(pack), f"{seed} {check} {len(pack)}")
        hands[check], pack = pack[:each], pack[each:]
    return hands


def _shuffled(names: Iterable[str], seed: str) -> list[str]:
    return sorted(names, key=lambda name: hashlib.sha256(f"{seed}\n{name}".encode()).digest())
