"""Which statements of a notebook an answer depends on, by the names they use: helpers in added cells belong to it."""

import ast
import builtins
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from autograder.roles import Role
from autograder.rules.reading import Reading, students
from autograder.scopes import Statement, surely_bound

_STAR = "*"  # stands for all names that nothing else binds
_STREAMS = ("stdout", "stderr")  # of sys: where something is printed decides no answer
# Methods that change the container they are called on.
_CHANGERS = frozenset({"append", "add", "insert", "extend", "update", "setdefault", "register", "__setitem__"})


@dataclass
class _Names:
    """The global names that a statement has to do with, its functions and classes included."""

    reads: set[str] = field(default_factory=set)  # looked up in its functions
    reads_now: set[str] = field(default_factory=set)  # looked up as the cell runs
    binds: set[str] = field(default_factory=set)  # assigned, or their attributes and items are
    everywhere: bool = False  # it changes a library, or names that cannot be told: it concerns every answer


class Reach:
    """The dependencies in a notebook. `asked` maps an answer's grade_id to the names that it must define."""

    def __init__(self, reading: Reading, asked: dict[str, set[str]]):
        self._reading = reading
        self._asked = asked
        self._names = {statement: self._names_of(statement) for statement in reading.statements}

    def of(self, grade_ids: Iterable[str]) -> list[Statement]:
        """The student's statements that decide what the answers in these cells do, the answers' own first."""
        answers = set(grade_ids)
        reached = [s for s in self._reading.statements if s.grade_id in answers and s.role is Role.ANSWER]
        wanted = set().union(*(self._asked.get(name, set()) for name in answers))
        bound: dict[int, set[str]] = defaultdict(set)  # what a cell has assigned so far is no other cell's
        for statement in reached:
            wanted |= self._needs(self._names[statement].reads)
            wanted |= self._needs(self._names[statement].reads_now - bound[statement.position])
            bound[statement.position].update(surely_bound(statement.node))
        others = [s for s in self._reading.statements if students(s) and s not in reached]
        while new := [statement for statement in others if self._matters(statement, wanted)]:
            reached += new
            others = [statement for statement in others if statement not in new]
            for statement in new:
                wanted |= self._needs(self._names[statement].reads | self._names[statement].reads_now)
        return reached

    def _matters(self, statement: Statement, wanted: set[str]) -> bool:
        names = self._names[statement]
        # What another answer was asked for is that answer's business; a helper beside it is not.
        theirs = self._asked.get(statement.grade_id or "", set())
        return names.everywhere or bool((names.binds - theirs) & wanted)

    def _needs(self, reads: set[str]) -> set[str]:
        unbound = any(name not in self._reading.module_names and not hasattr(builtins, name) for name in reads)
        return reads | {_STAR} if unbound else reads

    def _names_of(self, statement: Statement) -> _Names:
        names = _Names()
        for node in self._reading.walk(statement):
            self._note(names, node)
        return names

    def _note(self, names: _Names, node: ast.AST) -> None:
        reading = self._reading
        match node:
            case ast.Name(id=name, ctx=ast.Load()) if reading.is_global(node):
                inside = reading.scope(node).function() is not None
                (names.reads if inside else names.reads_now).add(name)
            case ast.Name(id=name) if reading.is_global(node):
                names.binds.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                self._bind(names, node, name)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                for alias in aliases:
                    self._bind(names, node, alias.asname or alias.name.partition(".")[0])
            case ast.Attribute(value=base, attr=attribute, ctx=ast.Store() | ast.Del()):
                prints = attribute in _STREAMS and "sys" in reading.names(base)
                self._change(names, base, replaces=not prints)
            case ast.Subscript(value=base, slice=key, ctx=ast.Store() | ast.Del()):
                self._change(names, base, key=key)
            case ast.Call(func=ast.Attribute(value=base, attr=method)) if method in _CHANGERS:
                self._change(names, base)
                names.binds |= {keyword.arg for keyword in node.keywords if "namespace" in reading.names(base)}
            case ast.Call(func=function, args=[first, *_]):
                if {"builtins.setattr", "builtins.delattr"} & reading.names(function):
                    self._change(names, first, replaces=True)

    def _bind(self, names: _Names, node: ast.AST, name: str) -> None:
        if self._reading.scope(node).home(name).parent is None:
            names.binds.add(name)

    def _change(self, names: _Names, base: ast.AST, *, replaces: bool = False, key: ast.AST | None = None) -> None:
        """Note that something of `base` is assigned: of a global name, of a module, or of all the notebook's names."""
        known = self._reading.names(base)
        names.everywhere |= replaces and bool(known)
        if "namespace" in known and key is not None:
            plain = isinstance(key, ast.Constant)
            names.binds |= {str(key.value)} if plain else set()
            names.everywhere |= not plain
        while isinstance(base, ast.Attribute | ast.Subscript | ast.Call):
            base = base.func if isinstance(base, ast.Call) else base.value
        if isinstance(base, ast.Name) and self._reading.is_global(base) and not known:
            names.binds.add(base.id)
