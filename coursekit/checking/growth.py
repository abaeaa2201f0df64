"""Finds a Python loop over the examples of a batch, however it is written: by its steps, and by its time.

    from coursekit import growth

    def both_passes(run, relu, Z, dY):
        return {"forward": run("forward", relu.forward, Z), "backward": run("backward", relu.backward, Z, dY)}

    growth.check_no_loop(both_passes, ReLU(), reference.ReLU(), draw, count=remote("growth.count_steps"))

An answer is called with 20 and with 2,000 examples. A loop in any form (`for`, a comprehension, `map`, recursion,
`np.vectorize`) takes steps, Python's bytecode instructions, for each of them; array operations take as many steps for a
large batch as for a small one. A trace function counts the steps in the answer's process; the count is the same on any
machine. An answer could turn the counting off, or loop in a library written in C. So its time is measured as well, and
no answer can fake that: in grading the system measures the processor time of the student's process. Since other work on
the machine disturbs times, a loop must show with 250 examples and with 2,000, far above what array operations cost.
Loops over features, classes, layers or time steps are not found: there are few of those.
"""

import sys
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.checking import check, plain
from coursekit.checking.verify import RuleBroken

FEW, SOME, MANY = 20, 250, 2_000  # examples; steps are counted with FEW and with MANY, since NumPy prints SOME in full
# In rounds of the shortest loop: the least cost of an example in a loop that is found by its time. Array operations
# cost 1 to 8. An array of examples by examples costs 50 with MANY of them, but only 7 with SOME, unlike a loop.
LIMIT = 24
# What a call costs however few the examples are, in steps and in rounds. More counts as if the examples had cost it, so
# that an answer that is slow with few examples cannot hide a loop.
MOST_STEPS, MOST_ROUNDS = 5_000, 20_000
TRIES, MORE_TRIES = 5, 30  # more if the fastest looks like a loop, for
LONGEST_SECONDS = 4

ROUNDS = 200  # of the shortest loop, to time one round
# This thread's processor time, which other programs do not affect; some systems count it in hundredths of a second.
_precise = time.get_clock_info("thread_time").resolution < 1e-5
_clock: Callable[[], float] = time.thread_time if _precise else time.perf_counter

Run = Callable[..., Any]  # run("forward", function, *arguments): a call that is measured under this name
Work = Callable[..., dict[str, Any]]  # work(run, thing, *inputs): the results by name
Costs = dict[tuple[str, int], float]  # by the name of the call and the number of examples: the least of all tries


def let_clock_be(clock: Callable[[], float]) -> None:
    """For the examiner: measure time by `clock`, the processor time in seconds of the student's process."""
    global _clock
    _clock = clock


def count_steps(function: Callable, *arguments: Any) -> tuple[Any, int]:
    """Return `function(*arguments)` and the number of Python's bytecode instructions that this took in this thread."""
    steps = 0

    def count(frame: Any, event: str, argument: Any) -> Callable:
        nonlocal steps
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        steps += event == "opcode"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        result = function(*arguments)
    finally:
        sys.settrace(before)
    return result, steps


def check_no_loop(
    work: Work, yours: Any, right: Any, draw: Callable[[int], tuple], *, count: Callable, hint: str | None = None
) -> None:
    """Pass if `work` gives the same results with `yours` as with `right`, and no measured call loops over the examples.

    draw(n): returns fresh arrays of n small examples for `work(run, yours, *inputs)`, so that results cannot be cached.
    count: `remote("growth.count_steps")`, which runs in the answer's process. hint: how to write it instead.
    Raises CheckFailed for a wrong result, RuleBroken for a loop.
    """
    costs = _Costs(work, yours, right, draw, count)
    costs.count()
    for call in sorted(costs.loops_by_steps()):
        many, few = costs.steps[call, MANY], costs.steps[call, FEW]
        raise RuleBroken(_message(call, f"{MANY:,} examples took {many:,} steps of Python, {FEW} took {few:,}", hint))
    costs.time()
    for call in sorted(costs.loops_by_time()):
        times = costs.seconds[call, MANY] / costs.seconds[call, FEW]
        rounded = f"{float(f'{times:.2g}'):,.0f}"
        raise RuleBroken(_message(call, f"{MANY:,} examples took {rounded} times as long as {FEW}", hint))


class _Costs:
    """The steps and the seconds of each measured call."""

    def __init__(self, work: Work, yours: Any, right: Any, draw: Callable[[int], tuple], count: Callable):
        self._work, self._yours, self._right, self._draw, self._count = work, yours, right, draw, count
        self.steps: Costs = defaultdict(lambda: float("inf"))
        self.seconds: Costs = defaultdict(lambda: float("inf"))
        self._seconds_of_a_round: dict[int, float] = defaultdict(lambda: float("inf"))  # by the number of examples

    def count(self) -> None:
        """Count the steps with few and with many examples; twice, where the first call may have imported something."""
        for n in (FEW, FEW, MANY):
            self._try_once(n, self._counted)
        if self.loops_by_steps():
            self._try_once(MANY, self._counted)

    def loops_by_steps(self) -> set[str]:
        """The calls that take at least one more step for one more example."""
        calls = {call for call, _ in self.steps}
        return {call for call in calls if self._each(self.steps, call, MANY, MOST_STEPS) >= 1}

    def time(self) -> None:
        """Time the work with each number of examples a few times, and many times if it looks like a loop."""
        end = time.perf_counter() + LONGEST_SECONDS
        for done in range(MORE_TRIES):
            if done >= TRIES and (time.perf_counter() > end or not self.loops_by_time()):
                return
            for n in (FEW, SOME, MANY):
                self._try_once(n, self._timed)
                self._time_the_shortest_loop(n)

    def loops_by_time(self) -> set[str]:
        """The calls that cost as much per example as a loop, with SOME examples as with MANY."""
        rounds = {(call, n): seconds / self._seconds_of_a_round[n] for (call, n), seconds in self.seconds.items()}
        calls = {call for call, _ in rounds}
        return {call for call in calls if all(self._each(rounds, call, n, MOST_ROUNDS) > LIMIT for n in (SOME, MANY))}

    @staticmethod
    def _each(costs: Costs, call: str, n: int, most: float) -> float:
        """The cost of one of n examples, less what the call costs anyway."""
        return (costs[call, n] - min(costs[call, FEW], most)) / (n - FEW)

    def _try_once(self, n: int, run: Callable) -> None:
        """Do the work on fresh examples, and check its results."""
        inputs = self._draw(n)
        copies = [value.copy() for value in inputs]
        expected = self._work(lambda call, function, *arguments: function(*arguments), self._right, *copies)
        found = self._work(lambda call, *named: run((call, n), *named), self._yours, *inputs)
        for name, value in expected.items():
            flat = [value.shape[1:]] if np.ndim(value) > 1 and len(value) == 1 else []  # (k,) counts as (1, k)
            check.close(found[name], value, name=f"{name}, for {n:,} examples", rtol=1e-6, atol=1e-7, shapes=flat)

    def _counted(self, key: tuple[str, int], function: Callable, *arguments: Any) -> Any:
        found = self._count(function, *arguments)
        counted = plain.is_sequence(found) and len(found) == 2 and type(found[1]) is int
        result, steps = found if counted else (found, 0)  # an answer has replaced the counting: then its time tells
        self.steps[key] = min(self.steps[key], steps)
        return result

    def _timed(self, key: tuple[str, int], function: Callable, *arguments: Any) -> Any:
        begin = _clock()
        result = function(*arguments)
        self.seconds[key] = min(self.seconds[key], _clock() - begin)
        return result

    def _time_the_shortest_loop(self, n: int) -> None:
        """Time a round of an empty loop, which shows how fast this machine is now.

        A processor may be half as fast as before, for seconds, when the core's other thread has work, too.
        """
        rows = np.zeros((ROUNDS, 2))
        for _ in range(4):
            begin = time.perf_counter()
            for _ in rows:
                pass
            self._seconds_of_a_round[n] = min(self._seconds_of_a_round[n], (time.perf_counter() - begin) / ROUNDS)


def _message(call: str, growth: str, hint: str | None) -> str:
    advice = hint or "Work on the whole batch at once: products, sums over an axis, indexing with arrays."
    return (
        f"{call} goes through the examples one by one in Python, which costs all points of this question: {growth}."
        f"\n{advice}"
    )
