"""What a notebook's setup cells define, kept apart from the notebook, for what checks ask with `remote`.

A student's cell may give `calls_of` another meaning, or `sum`, and a check's helper would report what the student
likes. So when a setup cell has run, its functions and classes are defined a second time in a namespace of their own,
and its other names keep there what they stood for then. Python's builtins are in it as they were before any cell. All
other names are the notebook's, as they are when a check asks.
"""

import ast
import builtins
from typing import Any

from autograder.cell_code import names_defined, without_magics

# As they are before any cell runs: a student's cell may put something else into `builtins`.
_compile, _eval, _exec = compile, eval, exec
_DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class SetupNames:
    """The namespace in which expressions of checks are evaluated. `notebook` is that in which cells run."""

    def __init__(self, notebook: dict[str, Any]):
        self._notebook = notebook
        self._waiting: set[str] = set()  # the texts of setup cells that have not run
        self._theirs: frozenset[str] = frozenset()  # all names that setup cells define
        self._namespace: dict[str, Any] = {"__builtins__": dict(vars(builtins))}

    def expect(self, cells: list[str]) -> None:
        """Keep what these setup cells will define."""
        self._waiting |= {*cells}
        self._theirs |= {name for cell in cells for name in names_defined(cell)}

    def learn(self, cell: str) -> None:
        """Note that a cell with this text has run without an error; only the first run of a setup cell counts."""
        if cell not in self._waiting:
            return
        self._waiting.remove(cell)
        self._follow()
        names = self._notebook.keys() & names_defined(cell)
        self._namespace |= {name: self._notebook[name] for name in names}
        for statement in ast.parse(without_magics(cell)).body:
            if isinstance(statement, _DEFINITIONS):
                _exec(_compile(ast.Module([statement], []), "<setup>", "exec"), self._namespace)

    def evaluate(self, expression: str) -> Any:
        """The value of an expression. Names of setup cells that have not run are not there."""
        self._follow()
        return _eval(expression, self._namespace)

    def _follow(self) -> None:
        """Take over the notebook's other names."""
        kept = {*self._theirs, "__builtins__"}
        own = self._namespace["__builtins__"]
        for name in self._namespace.keys() - self._notebook.keys() - kept:
            del self._namespace[name]
        theirs = {name: value for name, value in self._notebook.items() if name not in kept and name not in own}
        self._namespace.update(theirs)


def expecting(cells: list[str]) -> str:
    """Python that a student's kernel runs before any cell, so that its agent expects these setup cells."""
    return f"__import__('autograder.benches.agent').benches.agent.connected().expect({cells!r})"
