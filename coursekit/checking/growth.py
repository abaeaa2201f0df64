"""Finds a Python loop over the examples of a batch by its cost, however it is written.

    from coursekit import growth

    def both_passes(run, relu, Z, dY):
        return {"forward": run("forward", relu.forward, Z), "backward": run("backward", relu.backward, Z, dY)}

    growth.check_no_loop(both_passes, ReLU(), reference.ReLU(), draw, slowly=remote("growth.in_slow_motion"))

An answer is called with 20, with 2,000 and, if that took long, with 6,000 examples. It cannot fake its times: in
grading the system measures the processor time of the student's process. A loop in Python costs hundreds of nanoseconds
for each example, in any form (`for`, a comprehension, `map`, recursion, `np.vectorize`); array operations cost tens.
Since a very short loop costs little more than they do, the answer runs in slow motion: before each of its steps Python
calls a trace function, which does not slow down array operations. An answer that turns this off still has a loop at its
ordinary cost. Loops over features, classes, layers or time steps are not found: there are few of those.
"""

import sys
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.checking import check
from coursekit.checking.verify import RuleBroken

# Examples. SOME so many that what differs between two measurements of a call's fixed cost is little for each example.
FEW, SOME, MANY, MOST = 20, 500, 2_000, 6_000
# In rounds of the shortest loop: the least cost of an example in a loop (array code: 1 to 8), and the most that is
# subtracted per example for the fixed cost of a call, so that a slow start cannot hide a loop.
LIMIT, START = 24, 10
TRIES, MORE_TRIES = 5, 30  # at each number of examples; more if the fastest looks like a loop
LONGEST_SECONDS = 1.5  # for the tries at one number of examples, and for a single call as predicted
GROWTH = 2  # at least; a row of a matrix of MOST by MOST costs three times as much as one of MANY by MANY

ROUNDS = 200  # of the shortest loop, to time one round
_PAUSE = range(12)  # empty rounds before each step, enough to make the shortest loop stand out
# This thread's processor time, which other programs do not affect; some systems count it in hundredths of a second.
_precise = time.get_clock_info("thread_time").resolution < 1e-5
_clock: Callable[[], float] = time.thread_time if _precise else time.perf_counter

Run = Callable[..., Any]  # run("forward", function, *arguments): a call that is timed under this name
Work = Callable[..., dict[str, Any]]  # work(run, thing, *inputs): the results by name


def let_clock_be(clock: Callable[[], float]) -> None:
    """For the examiner: measure time by `clock`, the processor time in seconds of the student's process."""
    global _clock
    _clock = clock


def in_slow_motion(function: Callable, *arguments: Any) -> Any:
    """Return `function(*arguments)`, slowed down by a trace function before each Python bytecode instruction."""
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
    """Pass if `work` gives the same results with `yours` as with `right`, and no timed call loops over the examples.

    draw(n): returns fresh arrays of n small examples for `work(run, yours, *inputs)`, so that results cannot be cached.
    slowly: `remote("growth.in_slow_motion")`, which runs in the answer's process. hint: how to write it instead.
    Raises CheckFailed for a wrong result, RuleBroken for a loop.
    """
    costs = _Costs(work, yours, right, draw, slowly)
    costs.measure(FEW, MORE_TRIES)
    costs.measure(MANY)
    n, suspects = MANY, costs.suspects(MANY)
    if suspects and costs.longest_call(MANY) * MOST / MANY < LONGEST_SECONDS:
        costs.measure(MOST)
        costs.measure(SOME, MORE_TRIES)
        n, suspects = MOST, {call for call in suspects & costs.suspects(MOST) if not costs.is_of_a_matrix(call)}
    for call in sorted(suspects):
        raise RuleBroken(_message(call, n, costs.seconds[call, n] / costs.seconds[call, FEW], hint))


class _Costs:
    """The time of each timed call by the number of examples: the fastest of all tries."""

    def __init__(self, work: Work, yours: Any, right: Any, draw: Callable[[int], tuple], slowly: Callable):
        self._work, self._yours, self._right, self._draw, self._slowly = work, yours, right, draw, slowly
        self.seconds: dict[tuple[str, int], float] = defaultdict(lambda: float("inf"))
        self._round_of_a_loop = defaultdict(lambda: float("inf"))  # by the number of examples

    def measure(self, n: int, tries: int = TRIES) -> None:
        """Time the work on n examples: at least twice, usually more often, and many times if it looks like a loop."""
        end = time.perf_counter() + LONGEST_SECONDS
        for done in range(1, MORE_TRIES + 1):
            self._try_once(n)
            late = time.perf_counter() > end and done > 1
            if late or (done >= tries and not self.suspects(n)):
                return
            if done >= tries:
                self._try_once(FEW)

    def suspects(self, n: int) -> set[str]:
        """The calls that cost as much per example as a loop."""
        return {call for call, size in self.seconds if size == n > FEW and self.rounds(call, n) > LIMIT}

    def rounds(self, call: str, n: int) -> float:
        """The cost of a call per example, less its fixed cost, in rounds of a loop that was timed along with it."""
        start = min(self._in_rounds(call, FEW), n * START)
        return (self._in_rounds(call, n) - start) / n

    def _in_rounds(self, call: str, n: int) -> float:
        return self.seconds[call, n] / self._round_of_a_loop[n]

    def is_of_a_matrix(self, call: str) -> bool:
        """Whether the cost per example grows with their number, as for arrays of examples by examples: no loop.

        The cost of nested loops grows like that, too, but each pair of examples costs at least one round of a loop. So
        does that of a loop that works on the whole batch in each round, but each of SOME examples costs a round, too.
        """
        many, most = self.rounds(call, MANY), self.rounds(call, MOST)
        some = (self._in_rounds(call, SOME) - self._in_rounds(call, FEW)) / (SOME - FEW)
        return some < LIMIT and most > GROWTH * many and most / MOST < 1

    def longest_call(self, n: int) -> float:
        return max(seconds for (_, size), seconds in self.seconds.items() if size == n)

    def _try_once(self, n: int) -> None:
        """Do the work on fresh examples, and check its results."""
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
        """Time a round of an empty loop at ordinary speed, which shows how fast this machine is now.

        A processor may be half as fast as before, for seconds, when the core's other thread has work, too.
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
