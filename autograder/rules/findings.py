"""What has been found about a notebook, and who has read it: only what rests on something new is worked out again."""

import ast
from collections import defaultdict
from collections.abc import Iterable

from autograder.rules.meanings import Kind, Value, Values

MOST_VALUES = 48  # of one variable; more are counted as unknown

Key = tuple  # ("name", scope, name), ("attribute", name), ("elements", node) or ("returns", function node)


class Findings:
    """Sets of values by key, and what expressions may stand for, worked out from them and remembered.

    Findings only grow, in the turns of learners, which have numbers. Who reads a finding or an expression is noted:
    an expression as its node, a learner as its number. Between two rounds of turns, the expressions that rest on a
    finding that has grown are forgotten, and the learners that have read it, or one of them, are due again.
    """

    def __init__(self) -> None:
        self._known: dict[Key, set[Value]] = defaultdict(set)
        self._values: dict[ast.AST, Values] = {}
        self._readers: dict[Key | ast.AST, set[ast.AST | int | None]] = defaultdict(set)
        self._reader: ast.AST | int | None = None  # who is being worked out just now
        self._grown: list[Key] = []  # in this round
        self._due: set[int] = set()
        self._steps = 0  # learners' turns, and expressions that were asked for: what time has been spent on

    def values(self, node: ast.AST | None) -> Values:
        """All that an expression may stand for; empty where nothing is known."""
        if node is None:
            return frozenset()
        self._steps += 1
        self._readers[node].add(self._reader)
        if node not in self._values:
            self._values[node] = frozenset()  # for an expression that rests on itself
            reader, self._reader = self._reader, node
            self._values[node] = frozenset(self._evaluate(node))
            self._reader = reader
        return self._values[node]

    def _evaluate(self, node: ast.AST) -> Iterable[Value]:
        raise NotImplementedError

    def _found(self, *key: object) -> set[Value]:
        self._readers[key].add(self._reader)
        return self._known[key]

    def _add(self, key: Key, values: Iterable[Value]) -> None:
        known = self._known[key]
        new = set(values) - known
        if new and len(known) + len(new) > MOST_VALUES:
            new = {Kind.UNKNOWN} - known
        if new:
            known |= new
            self._grown.append(key)

    def _forget(self) -> None:
        """Forget the expressions that rest on findings that have grown, and note which learners are due."""
        waiting: list[Key | ast.AST] = self._grown
        self._grown = []
        while waiting:
            for reader in self._readers.pop(waiting.pop(), ()):
                if isinstance(reader, int):
                    self._due.add(reader)
                elif self._values.pop(reader, None) is not None:
                    waiting.append(reader)

    def _forget_all(self) -> None:
        self._values.clear()
        self._readers.clear()
