"""Python's scoping, for code that is read and not run: which names each part of a notebook binds, and where.

All cells of a notebook share one module scope. Statements keep which cell they stand in, because rules apply to some
cells and not to others.
"""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from nbformat import NotebookNode

from autograder.cell_code import Unreadable, as_python, cost
from autograder.roles import Role, grade_id, role

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

MOST_CHARACTERS = 400_000  # of a student's code; a long notebook's answers have 30,000
MOST_COST = 3_000_000  # of reading it, as `cell_code.cost` counts: some seconds

# Cell magics whose body is Python that runs in the notebook: the magic's line is dropped, the body is read.
_TRANSPARENT = ("%%time", "%%timeit", "%%capture", "%%prun", "%%memit", "%%mprun")


class Scope:
    """A module, function, class or comprehension, and the names bound in it."""

    def __init__(self, node: ast.AST | None, parent: "Scope | None"):
        self.node = node
        self.parent = parent
        self.bound: set[str] = set()
        self.declared: dict[str, Scope] = {}  # by `global` and `nonlocal`

    @property
    def module(self) -> "Scope":
        return self if self.parent is None else self.parent.module

    @property
    def is_class(self) -> bool:
        return isinstance(self.node, ast.ClassDef)

    def bind(self, name: str) -> None:
        self.home(name).bound.add(name)

    def home(self, name: str) -> "Scope":
        """Where an assignment to `name` in this scope goes."""
        return self.declared.get(name, self)

    def find(self, name: str) -> "Scope | None":
        """The scope that `name` means here; None where no scope binds it, so that it is a builtin, or unknown."""
        if name in self.declared:
            scope = self.declared[name]
            return scope if name in scope.bound else None
        scope: Scope | None = self
        while scope is not None:
            if name in scope.bound and (scope is self or not scope.is_class):
                return scope
            scope = scope.parent
        return None

    def function(self) -> ast.AST | None:
        """The function that a statement in this scope belongs to; None at module or class level."""
        scope: Scope | None = self
        while scope is not None and not isinstance(scope.node, FunctionNode):
            scope = scope.parent
        return scope.node if scope else None


@dataclass(eq=False)
class Statement:
    """A statement at the top level of a code cell."""

    node: ast.stmt
    index: int  # its place in the notebook's order of statements
    cell: NotebookNode
    position: int  # of the cell in the notebook

    @cached_property
    def role(self) -> Role:
        return role(self.cell)

    @cached_property
    def grade_id(self) -> str | None:
        return grade_id(self.cell)


class ScopeBuilder(ast.NodeVisitor):
    """Gives every node below a statement its scope: `where[node]`, and the statement's number: `order[node]`."""

    def __init__(self) -> None:
        self.module = Scope(None, None)
        self.where: dict[ast.AST, Scope] = {}
        self.order: dict[ast.AST, int] = {}
        self._scope = self.module
        self._index = 0

    def add(self, statements: Iterable[ast.stmt], index: int, scope: Scope | None = None) -> None:
        """Take in statements that run in `scope` (the module's by default) as part of statement `index`."""
        self._index = index
        for statement in statements:
            self._within(scope or self.module, [statement])

    def visit(self, node: ast.AST) -> None:
        self.where[node] = self._scope
        self.order[node] = self._index
        super().visit(node)

    def _within(self, scope: Scope, nodes: Iterable[ast.AST | None]) -> None:
        before, self._scope = self._scope, scope
        for node in nodes:
            if node is not None:
                self.visit(node)
        self._scope = before

    def visit_Name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._scope.bind(node.id)

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.name != "*":
                self._scope.bind(alias.asname or alias.name.split(".")[0])

    visit_ImportFrom = visit_Import

    def visit_Global(self, node: ast.Global) -> None:
        self._scope.declared.update(dict.fromkeys(node.names, self.module))
        self.module.bound.update(node.names)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        for name in node.names:
            outer = self._scope.parent.find(name) if self._scope.parent else None
            if outer is not None:
                self._scope.declared[name] = outer

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._scope.bind(node.name)
        arguments = node.args
        hints = [node.returns, *(argument.annotation for argument in parameters(node))]
        outside = [*node.decorator_list, *arguments.defaults, *arguments.kw_defaults, *hints]
        self._within(self._scope, [*outside, *getattr(node, "type_params", ())])
        self._function(node, node.body)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._within(self._scope, [*node.args.defaults, *node.args.kw_defaults])
        self._function(node, [node.body])

    def _function(self, node: FunctionNode, body: Iterable[ast.AST]) -> None:
        inner = Scope(node, self._scope)
        inner.bound.update(argument.arg for argument in parameters(node))
        self._within(inner, body)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._scope.bind(node.name)
        outside = [*node.decorator_list, *node.bases, *node.keywords]
        self._within(self._scope, [*outside, *getattr(node, "type_params", ())])
        self._within(Scope(node, self._scope), node.body)

    def _comprehension(self, node: Comprehension) -> None:
        # The first iterable is evaluated outside, all else inside.
        self.visit(node.generators[0].iter)
        inner = Scope(node, self._scope)
        results = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        for number, generator in enumerate(node.generators):
            self.where[generator] = inner
            self.order[generator] = self._index
            self._within(inner, [generator.target, *generator.ifs, *([generator.iter] if number else [])])
        self._within(inner, results)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        scope = self._scope
        while isinstance(scope.node, Comprehension) and scope.parent:
            scope = scope.parent
        self._within(scope, [node.target])
        if scope is not self._scope:
            self._scope.declared[node.target.id] = scope.home(node.target.id)
        self.visit(node.value)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        self._bind_and_go_on(node, node.name)

    def visit_MatchAs(self, node: ast.MatchAs | ast.MatchStar) -> None:
        self._bind_and_go_on(node, node.name)

    visit_MatchStar = visit_MatchAs

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        self._bind_and_go_on(node, node.rest)

    def _bind_and_go_on(self, node: ast.AST, name: str | None) -> None:
        if name:
            self._scope.bind(name)
        self.generic_visit(node)


def parameters(node: FunctionNode) -> list[ast.arg]:
    """All parameters of a function, `*args` and `**kwargs` included, in order."""
    arguments = node.args
    plain = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return plain + [extra for extra in (arguments.vararg, arguments.kwarg) if extra]


class TooDeep(Exception):
    """Code so deep, so long or so full of IPython's commands that reading it is given up; a kernel may still run it."""

    def __init__(self, position: int | None):
        """`position`: of the cell in the notebook; None where it is the whole that is too entangled."""
        super().__init__("the code is too deep or too long to be read")
        self.position = position


def check_length(cells: Iterable[NotebookNode]) -> None:
    """Raise `TooDeep` for more code than a person writes, before any time is spent on it."""
    theirs = {i: cell.source for i, cell in enumerate(cells) if role(cell) in (Role.ANSWER, Role.ADDED)}
    for measure, most in ((len, MOST_CHARACTERS), (cost, MOST_COST)):
        sizes = {position: measure(code) for position, code in theirs.items()}
        if sum(sizes.values()) > most:
            raise TooDeep(max(sizes, key=sizes.__getitem__))


def statements(notebook: NotebookNode) -> list[Statement]:
    """The top-level statements of all code cells but checks. A cell that is not Python has none.

    Raises `TooDeep`.
    """
    found: list[Statement] = []
    for position, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and role(cell) is not Role.CHECK:
            try:
                for node in tree(cell.source):
                    found.append(Statement(node, len(found), cell, position))
            except TooDeep:
                raise TooDeep(position) from None
    return found


def tree(source: str) -> list[ast.stmt]:
    """The statements of a cell in IPython's syntax; none where it is not Python. Raises `TooDeep`."""
    lines = source.split("\n")
    for number, line in enumerate(lines):
        if line.strip() and line.split()[0] in _TRANSPARENT:
            lines[number] = ""  # line numbers stay
        elif line.strip():
            break
    try:
        found = as_python("\n".join(lines), MOST_COST)
    except Unreadable:
        raise TooDeep(None) from None
    return found[1].body if found else []


def module_of(node: ast.ImportFrom) -> str:
    """The module that `from … import` names, with the dots of a relative import."""
    return "." * node.level + (node.module or "")


def surely_bound(node: ast.stmt) -> list[str]:
    """The names that a top-level statement binds whenever it is reached."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return [alias.asname or alias.name.partition(".")[0] for alias in names]
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
            return [name]
    return []
