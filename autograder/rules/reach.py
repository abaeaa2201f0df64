"""Which statements of a notebook an answer depends on, by the names they use: helpers in added cells belong to it."""

import ast
import builtins
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from autograder.roles import Role
from autograder.rules.meanings import Named, only
from autograder.rules.scopes import Statement, module_of, surely_bound
from autograder.rules.values import Program

STAR = "*"  # stands for all names that nothing else binds

_STREAMS = ("stdout", "stderr")  # of sys: where something is printed decides no answer
# Methods that change the container they are called on.
_CHANGERS = frozenset({"append", "add", "insert", "extend", "update", "setdefault", "register", "__setitem__"})


@dataclass
class Names:
    """The global names that a statement has to do with, its functions and classes included."""

    reads: set[str] = field(default_factory=set)  # looked up in its functions
    reads_now: set[str] = field(default_factory=set)  # looked up as the cell runs
    binds: set[str] = field(default_factory=set)  # assigned, or their attributes and items are
    everywhere: bool = False  # it changes a library, or names that cannot be told: it concerns every answer


class Reach:
    """The dependencies in a notebook. `asked` maps an answer's grade_id to the names that it must define."""

    def __init__(self, program: Program, asked: dict[str, set[str]]):
        self._program = program
        self._asked = asked
        self._names = {statement: self._names_of(statement) for statement in program.statements}

    def of(self, grade_ids: Iterable[str]) -> list[Statement]:
        """The student's statements that decide what the answers in these cells do, the answers' own first."""
        answers = set(grade_ids)
        reached = [s for s in self._program.statements if s.grade_id in answers and s.role is Role.ANSWER]
        wanted = set().union(*(self._asked.get(name, set()) for name in answers))
        bound: dict[int, set[str]] = defaultdict(set)  # what a cell has assigned so far is no other cell's
        for statement in reached:
            wanted |= self._needs(self._names[statement].reads)
            wanted |= self._needs(self._names[statement].reads_now - bound[statement.position])
            bound[statement.position].update(surely_bound(statement.node))
        candidates = [s for s in self._program.statements if s.role in (Role.ANSWER, Role.ADDED) and s not in reached]
        growing = True
        while growing:
            growing = False
            for statement in candidates:
                if statement not in reached and self._matters(statement, wanted):
                    reached.append(statement)
                    names = self._names[statement]
                    wanted |= self._needs(names.reads | names.reads_now)
                    growing = True
        return reached

    def _matters(self, statement: Statement, wanted: set[str]) -> bool:
        names = self._names[statement]
        # What another answer was asked for is that answer's business; a helper beside it is not.
        theirs = self._asked.get(statement.grade_id or "", set())
        return names.everywhere or bool((names.binds - theirs) & wanted)

    def _needs(self, reads: set[str]) -> set[str]:
        unbound = any(name not in self._program.module_names and not hasattr(builtins, name) for name in reads)
        return reads | {STAR} if unbound else reads

    def _names_of(self, statement: Statement) -> Names:
        names = Names()
        for node in self._program.walk(statement.node):
            self._note(names, node)
        return names

    def _note(self, names: Names, node: ast.AST) -> None:
        match node:
            case ast.Name(id=name, ctx=ast.Load()) if self._is_global(node):
                inside = self._program.scope(node).function() is not None
                (names.reads if inside else names.reads_now).add(name)
            case ast.Name(id=name) if self._is_global(node):
                names.binds.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                if self._program.scope(node).home(name).parent is None:
                    names.binds.add(name)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                for alias in aliases:
                    name = alias.asname or alias.name.partition(".")[0]
                    if self._program.scope(node).home(name).parent is None:
                        names.binds.add(name)
            case ast.Attribute(value=base, attr=attr, ctx=ast.Store() | ast.Del()):
                prints = attr in _STREAMS and Named("sys") in self._program.values(base)
                self._change(names, base, monkeypatch=not prints)
            case ast.Subscript(value=base, slice=key, ctx=ast.Store() | ast.Del()):
                self._change(names, base)
                if self._program.is_namespace(self._program.values(base)):
                    written = self._program.texts(key)
                    names.binds |= set(written)
                    names.everywhere |= not written
            case ast.Call(func=ast.Attribute(value=base, attr=method)) if method in _CHANGERS:
                self._change(names, base)
                if self._program.is_namespace(self._program.values(base)):
                    written = {keyword.arg for keyword in node.keywords if keyword.arg}
                    names.binds |= written
                    names.everywhere |= bool(node.args) or len(written) < len(node.keywords)
            case ast.Call(func=function, args=[first, *_]):
                if {Named("builtins.setattr"), Named("builtins.delattr")} & self._program.values(function):
                    self._change(names, first, monkeypatch=True)

    def _is_global(self, node: ast.Name) -> bool:
        home = self._program.scope(node).find(node.id)
        return home is None or home.parent is None

    def _change(self, names: Names, base: ast.AST, monkeypatch: bool = False) -> None:
        """Note that something of `base` is assigned: of a global name, or of a module."""
        modules = only(Named, self._program.values(base))
        names.everywhere |= monkeypatch and bool(modules)
        while isinstance(base, ast.Attribute | ast.Subscript | ast.Call):
            base = base.func if isinstance(base, ast.Call) else base.value
        if isinstance(base, ast.Name) and self._is_global(base) and not modules:
            names.binds.add(base.id)


def imported(node: ast.AST) -> list[str]:
    """The modules that an import statement names, with what is taken out of them: `torch.optim` for both forms."""
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(names=names):
            return [module_of(node) if alias.name == "*" else f"{module_of(node)}.{alias.name}" for alias in names]
    return []
