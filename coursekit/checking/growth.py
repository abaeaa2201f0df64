"""Finds a Python loop over the examples of a batch by what it costs, however it is written.

    from coursekit import growth

    def both_passes(run, relu, Z, dY):
        return {"forward": run("forward", relu.forward, Z), "backward": run("backward", relu.backward, Z, dY)}

    growth.check_no_loop(both_passes, ReLU(), reference.ReLU(), draw, slowly=remote("growth.in_slow_motion"))

An answer is called with 20, with 2,000 and, if that took long, with 6,000 examples. What it says of itself counts for
nothing: in grading the clock is the system's, of the processor time that the student's process uses. A loop in Python
costs hundreds of nanoseconds for each example, whatever it is written with (`for`, a comprehension, `map`, recursion,
`np.vectorize`); array operations cost tens. Since a very short loop comes close to them, the answer runs in slow
motion: before each of its steps Python calls a function of ours, which array operations do not notice. Whoever undoes
that has a loop as slow as before. Loops over features, classes, layers or time steps are free: there are few of those.
"""

import sys
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.checking import check
from coursekit.checking.verify import RuleBroken

FEW, MANY, MOST = 20, 2_000, 6_000  # examples
# In rounds of the shortest loop: what an example costs in a loop at least (array code: 1 to 8), and how much is taken
# off for what a call costs however few examples it gets: no more, since a slow start must not hide a loop behind it.
LIMIT, START = 24, 10
TRIES, MORE_TRIES = 5, 30  # at each number of examples; more where the fastest looks like a loop
LONGEST_SECONDS = 1.5  # for the tries at one number of examples, and for a single call, as far as it can be foreseen
GROWTH = 2  # at least; a matrix of MOST by MOST costs three times as much for each row as one of MANY by MANY

ROUNDS = 200  # of the shortest loop, to see how long one takes
_PAUSE = range(12)  # rounds of nothing before each step: so many that the shortest loop stands out
# This thread's processor time, which other programs do not touch; some systems count it in hundredths of a second only.
_precise = time.get_clock_info("thread_time").resolution < 1e-5
_clock: Callable[[], float] = time.thread_time if _precise else time.perf_counter

Run = Callable[..., Any]  # run("forward", function, *arguments): a call that is timed under this name
Work = Callable[..., dict[str, Any]]  # work(run, thing, *inputs): the results by name


def let_clock_be(clock: Callable[[], float]) -> None:
    """For the examiner: the seconds of processor time that the student's process has used, by the system's account."""
    global _clock
    _clock = clock


def in_slow_motion(function: Callable, *arguments: Any) -> Any:
    """`function(*arguments)`, with a call of a Python function before each of Python's own steps in it."""
    before = sys.gettrace()
    sys.settrace(_before_each_step)
    try:
        return function(*arguments)
    finally:
        sys.settrace(before)


def _before_each_step(frame: Any, event: str, argument: Any) -> Callable:
    frame.f_trace_opcodes = True
    for _ in _PAUSE:
        pass
    return _before_each_step


def check_no_loop(
    work: Work, yours: Any, right: Any, draw: Callable[[int], tuple], *, slowly: Callable, hint: str | None = None
) -> None:
    """Pass if `work` gives the same with `yours` as with `right`, and no call that it times loops over the examples.

    draw(n): fresh arrays of n examples, few numbers each, for `work(run, yours, *inputs)`: no result can be remembered.
    slowly: `remote("growth.in_slow_motion")`, which runs where the answer is. hint: how to write it instead.
    Raises CheckFailed where a result is wrong, RuleBroken for a loop.
    """
    costs = _Costs(work, yours, right, draw, slowly)
    costs.measure(FEW, MORE_TRIES)
    costs.measure(MANY)
    n, suspects = MANY, costs.suspects(MANY)
    if suspects and costs.longest_call(MANY) * MOST / MANY < LONGEST_SECONDS:
        costs.measure(MOST)
        n, suspects = MOST, {call for call in suspects & costs.suspects(MOST) if not costs.is_of_a_matrix(call)}
    for call in sorted(suspects):
        raise RuleBroken(_message(call, n, costs.seconds[call, n] / costs.seconds[call, FEW], hint))


class _Costs:
    """How long each timed call takes with so many examples: the fastest of all tries."""

    def __init__(self, work: Work, yours: Any, right: Any, draw: Callable[[int], tuple], slowly: Callable):
        self._work, self._yours, self._right, self._draw, self._slowly = work, yours, right, draw, slowly
        self.seconds: dict[tuple[str, int], float] = defaultdict(lambda: float("inf"))
        self._round_of_a_loop = defaultdict(lambda: float("inf"))  # by how many examples there were

    def measure(self, n: int, tries: int = TRIES) -> None:
        """Time the work on n examples: at least twice, usually more, and often as long as it looks like a loop."""
        end = time.perf_counter() + LONGEST_SECONDS
        for done in range(1, MORE_TRIES + 1):
            self._try_once(n)
            late = time.perf_counter() > end and done > 1
            if late or (done >= tries and not self.suspects(n)):
                return
            if done >= tries:
                self._try_once(FEW)

    def suspects(self, n: int) -> set[str]:
        """The calls that cost each example as much as a loop does."""
        return {call for call, size in self.seconds if size == n > FEW and self.rounds(call, n) > LIMIT}

    def rounds(self, call: str, n: int) -> float:
        """What each of n examples costs in a call, but for what the call costs with a few, in rounds of a loop then."""
        start = min(self._in_rounds(call, FEW), n * START)
        return (self._in_rounds(call, n) - start) / n

    def _in_rounds(self, call: str, n: int) -> float:
        return self.seconds[call, n] / self._round_of_a_loop[n]

    def is_of_a_matrix(self, call: str) -> bool:
        """Whether each example costs more the more there are, as in arrays of examples by examples: wasteful, no loop.

        A loop within a loop grows like that too, but each of its pairs of examples costs a round of a loop.
        """
        many, most = self.rounds(call, MANY), self.rounds(call, MOST)
        return most > GROWTH * many and most / MOST < 1

    def longest_call(self, n: int) -> float:
        return max(seconds for (_, size), seconds in self.seconds.items() if size == n)

    def _try_once(self, n: int) -> None:
        """Have the work done on fresh examples, and look at its results."""
        inputs = self._draw(n)
        copies = [value.copy() for value in inputs]
        expected = self._work(lambda call, function, *arguments: function(*arguments), self._right, *copies)
        found = self._work(lambda *named: self._timed(n, *named), self._yours, *inputs)
        for name, value in expected.items():
            flat = [value.shape[1:]] if np.ndim(value) > 1 and len(value) == 1 else []  # (k,) counts as (1, k)
            check.close(found[name], value, name=f"{name}, for {n:,} examples", rtol=1e-6, atol=1e-7, shapes=flat)
        self._time_the_shortest_loop(n)

    def _timed(self, n: int, call: str, function: Callable, *arguments: Any) -> Any:
        begin = _clock()
        result = self._slowly(function, *arguments)
        self.seconds[call, n] = min(self.seconds[call, n], _clock() - begin)
        return result

    def _time_the_shortest_loop(self, n: int) -> None:
        """A round of a loop that does nothing, at ordinary speed: what a loop costs on this machine, just now.

        A processor may do half as much as a moment ago, for whole seconds, where its other thread has work too.
        """
        rows = np.zeros((ROUNDS, 2))
        for _ in range(4):
            begin = time.perf_counter()
            for _ in rows:
                pass
            self._round_of_a_loop[n] = min(self._round_of_a_loop[n], (time.perf_counter() - begin) / ROUNDS)


def _message(call: str, n: int, times: float, hint: str | None) -> str:
    advice = hint or "Work on the whole batch at once: products, sums over an axis, indexing with arrays."
    return (
        f"{call} goes through the examples one by one in Python, which costs all points of this question: in slow "
        f"motion, {n:,} examples took {float(f'{times:.2g}'):,.0f} times as long as {FEW}.\n{advice}"
    )
