"""Finds the checks that a sample answer can change: those that depend on its names, directly or through other cells.

A check that depends on none of the replaced cells gives the same result as with the reference, so the proof can leave
it out. The analysis is static, ignores the order of the cells, and is conservative:

- a statement that uses a name that may have changed changes all names that it binds, and all data that it uses, because
  it may write into them; so does a check, which can hold objects of the student's process;
- if data may have changed, so may the data that it was made from: it may be the same object, or a part of it;
- the libraries' global random state, and files, count as data that each cell uses which draws, reads or writes;
- if a file that is handed in differs, so may each check that reads such files;
- all checks of a question with a replaced answer may change, because rules apply to a question as a whole;
- an answer whose effects cannot be followed (`exec`, `setattr`, assignments to a library's attributes) changes
  everything.

Answers graded in full find what this misses, such as an object with two names: see test_gates.py.
"""

import ast
import functools
import itertools
import operator
import re
import symtable
import types
from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from nbformat import NotebookNode

import coursekit
from autograder.assignment import Assignment
from autograder.cell_code import parse
from autograder.roles import Role, grade_id, is_left_out, role
from autograder.rules.reading import words
from autograder.scopes import surely_bound

# Words for things that the analysis cannot follow; for texts that are code, or names; for draws from a library's global
# random state, and from other generators; for files.
_UNFOLLOWED = words(
    "exec eval compile globals locals vars setattr delattr __import__ importlib import_module get_ipython"
)
_UNFOLLOWED |= words(
    "get_ipython gc ctypes builtins __dict__ __globals__ __builtins__ __code__ __class__ __subclasses__ __bases__"
)
_SPEAKERS = words("remote eval exec getattr hasattr")
_RANDOM = words("seed manual_seed rand randn rand_like randn_like randint randperm multinomial bernoulli Linear Conv2d")
_RANDOM |= words("Dropout normal_ uniform_ random_ bernoulli_ exponential_")
_RANDOM |= words("set_seed set_random_seed Dense Conv2D Embedding add_weight fit")  # TensorFlow's and Keras's
_OWN_RANDOM = words("default_rng Generator RandomState SeedSequence")
_FILES = words("open save savez savez_compressed savetxt savefig load loadtxt dump tofile fromfile unlink mkdir rename")
_FILES |= words("read_text write_text read_bytes write_bytes")
RANDOM_STATE, FILES = "<random state>", "<files>"  # not Python names
_IDENTIFIER = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class Code:
    """The notebook's names, and the hidden state, that a statement at the top of a cell, or a whole check, involves.

    unfollowed: it may change anything.
    """

    binds: frozenset[str]  # or writes into
    assigns: frozenset[str]  # those of them that may be mutable data: no functions, no constants
    uses: frozenset[str]
    writes: frozenset[str]  # whose attributes or items it assigns
    imports: frozenset[str]
    drawing: frozenset[str]  # those that draw from a global random state when they are called
    unfollowed: bool

    def __or__(self, other: "Code") -> "Code":
        return Code(*(getattr(self, part.name) | getattr(other, part.name) for part in fields(self)))


@functools.lru_cache(maxsize=4096)
def read_code(source: str, as_one: bool = False) -> list[Code]:
    """Read the statements of a cell; one that is not Python has none, because it does not run.

    as_one: the whole cell counts as one statement, and a name that it surely binds before using it is local.
    """
    tree = parse(source)
    bound: set[str] = set()
    found = []
    for statement in tree.body if tree else ():
        found.append(_read_statement(statement, bound))
        bound |= _bound(statement) if as_one else set()
    return [functools.reduce(operator.or_, found)] if found and as_one else found


def _read_statement(statement: ast.stmt, bound: set[str]) -> Code:
    symbols = symtable.symtable(ast.unparse(statement), "cell", "exec").get_symbols()
    named = {symbol.get_name() for symbol in symbols if symbol.is_imported() or symbol.is_namespace()}
    assigned = {symbol.get_name() for symbol in symbols if symbol.is_assigned()} - named
    if _is_constant(statement):
        named, assigned = named | assigned, set()
    uses = _reads(statement, bound)
    said, writes, imports, drawing = set(uses), set(), set(), set()
    nodes = list(ast.walk(statement))
    for node in nodes:
        match node:
            case ast.Global(names=names):
                assigned.update(names)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                said.update(*(alias.name.split(".") for alias in aliases))
                imports |= {alias.asname or alias.name.partition(".")[0] for alias in aliases}
                drawing |= _that_draw(node)
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) if name in named and not _is_constant(statement):
                assigned.add(name)
            case ast.Attribute(attr=name):
                said.add(name)
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            writes.add(_chain(node)[0])
    uses |= {RANDOM_STATE} if any(map(_draws, nodes)) else set()
    uses |= {FILES} if said & _FILES else set()
    if said & _SPEAKERS:
        texts = (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
        uses.update(*map(_IDENTIFIER.findall, texts))
    sets = (named | assigned | writes, assigned, uses, writes, imports, drawing)
    return Code(*map(frozenset, sets), bool(said & _UNFOLLOWED or "*" in said))


def _reads(statement: ast.stmt, bound: set[str]) -> set[str]:
    """The names that a statement looks up, except those that are surely `bound` before, or in its own blocks."""
    if not isinstance(statement, ast.For | ast.While | ast.If | ast.With):
        now, later = _looked_up(symtable.symtable(ast.unparse(statement), "cell", "exec"))
        return (now - bound) | later
    found, inside = set(), set(bound)
    for part in ast.iter_child_nodes(statement):
        if isinstance(part, ast.withitem):
            part = part.context_expr
        if isinstance(part, ast.expr) and part is not getattr(statement, "target", None):
            found |= _reads(ast.Expr(part), bound)
    if isinstance(statement, ast.For):
        inside |= {node.id for node in ast.walk(statement.target) if isinstance(node, ast.Name)}
    for block, known in ((statement.body, inside), (getattr(statement, "orelse", []), set(bound))):
        for inner in block:
            found |= _reads(inner, known)
            known |= _bound(inner)
    return found


def _looked_up(table: symtable.SymbolTable, later: bool = False) -> tuple[set[str], set[str]]:
    """The notebook's names that code looks up when it runs, and those that its functions look up when called."""
    later |= table.get_type() == "function" and table.get_name() not in ("listcomp", "setcomp", "dictcomp")
    at_top = table.get_type() == "module"
    names = {s.get_name() for s in table.get_symbols() if s.is_referenced() and (at_top or s.is_global())}
    found = (set(), names) if later else (names, set())
    for child in table.get_children():
        found = tuple(one | other for one, other in zip(found, _looked_up(child, later), strict=True))
    return found


def _bound(statement: ast.stmt) -> set[str]:
    """The names that a statement always binds when it runs, including those of unpacked tuples."""
    targets = statement.targets if isinstance(statement, ast.Assign) else ()
    names = [node for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
    return {*surely_bound(statement), *(node.id for node in names if isinstance(node.ctx, ast.Store))}


def _is_constant(statement: ast.stmt) -> bool:
    """Whether it assigns numbers, texts or tuples of them, which are immutable."""
    changeable = (ast.List, ast.Dict, ast.Set, ast.Call, ast.Attribute, ast.Subscript, ast.Name, ast.comprehension)
    simple = isinstance(statement, ast.Assign) and all(isinstance(target, ast.Name) for target in statement.targets)
    return simple and not any(isinstance(node, changeable) for node in ast.walk(statement.value))


def _chain(node: ast.AST) -> list[str]:
    """`a.b[c].d` as `["a", "b", "d"]`; the first entry is "" if it does not begin with a name."""
    names: list[str] = []
    while not isinstance(node, ast.Name):
        match node:
            case ast.Attribute(value=value, attr=name):
                names.append(name)
            case ast.Subscript(value=value) | ast.Call(func=value):
                pass
            case _:
                return ["", *reversed(names)]
        node = value
    return [node.id, *reversed(names)]


def _draws(node: ast.AST) -> bool:
    """Whether the code draws from a library's global random state, or sets it."""
    chain = _chain(node) if isinstance(node, ast.Attribute) else [""]
    return not _OWN_RANDOM & {*chain} and (chain[-1] in _RANDOM or "random" in chain[:-1] or chain[0] == "nn")


def _that_draw(node: ast.Import | ast.ImportFrom) -> set[str]:
    """The names that an import binds and that may draw from a global random state."""
    module = getattr(node, "module", None)
    found = set()
    for alias in node.names:
        parts = [*(module.split(".") if module else ()), *alias.name.split(".")]
        if "random" in parts or (module and _module_draws(module)) or _module_draws(".".join(parts)):
            found.add(alias.asname or alias.name.partition(".")[0])
    return found


@functools.cache
def _module_draws(name: str) -> bool:
    """Whether this is a module of coursekit that itself draws from a global random state."""
    if not name.startswith("coursekit."):
        return False
    _, *inner = name.split(".")
    if len(inner) == 1:  # a public name: `from coursekit import initialize_weights`
        found = getattr(coursekit, *inner, None)
        name = found.__name__ if isinstance(found, types.ModuleType) else getattr(found, "__module__", name)
    file = Path(__file__).parents[3].joinpath(*name.split(".")).with_suffix(".py")
    if not file.is_file():
        return False
    return any(map(_draws, ast.walk(ast.parse(file.read_text(encoding="utf-8")))))


@dataclass(eq=False)
class _Statement:
    cell: str | None  # its grade_id
    role: Role
    code: Code
    replaced: bool
    uses: frozenset[str] = frozenset()

    @property
    def makes(self) -> frozenset[str]:
        """The notebook's data that it assigns; a check's assignments are local to it."""
        return frozenset() if self.role is Role.CHECK else self.code.assigns


class Dependence:
    """The effects of the `cells` and `files` of an `Answer` in a notebook that otherwise has the reference's answers.

    checks: the grade_ids of the checks whose results may differ from the reference's.
    """

    def __init__(self, assignment: Assignment, notebook: str, cells: dict[str, str], files: Collection[str] = ()):
        own = assignment.notebooks[notebook]
        self._statements = list(_read(assignment.source(notebook), cells))
        drawing = frozenset().union(*(s.code.drawing for s in self._statements))
        for statement in self._statements:
            statement.uses = statement.code.uses | ({RANDOM_STATE} if statement.code.uses & drawing else set())
        bound = [statement for statement in self._statements if statement.role is not Role.CHECK]
        self._shared = set().union({RANDOM_STATE, FILES}, *(s.code.binds for s in bound))
        self._data = {RANDOM_STATE, FILES}.union(*(s.code.assigns for s in bound))
        # Checks have their own copies of setup's names, so they can only change objects that other cells define.
        self._held = self._data & set().union(*(s.code.binds for s in bound if s.role is not Role.SETUP))
        replaced = [statement for statement in self._statements if statement.replaced]
        questions = {own.question_of(statement.cell) for statement in replaced if statement.cell}
        every = [statement for statement in self._statements if statement.role is Role.CHECK]
        changed = self._changed()
        imported = frozenset().union(*(statement.code.imports for statement in self._statements))
        followed = not any(s.code.unfollowed or s.code.writes & imported for s in replaced)
        checks = [s for s in every if not followed or s.uses & changed or own.question_of(s.cell) in questions]
        self.checks = {statement.cell for statement in checks}
        if files:
            self.checks |= {statement.cell for statement in every if "submitted_file" in statement.code.uses}

    def needed(self, spared: Collection[str] = ()) -> set[str]:
        """All checks and experiments that must run for `checks` to have the results of a full run.

        spared: checks whose results are not asked for.
        """
        needed, used = self.checks - set(spared), set()
        waiting = list(self._statements)
        while reached := [s for s in waiting if s.cell in needed or self._written(s) & used]:
            waiting = [statement for statement in waiting if statement not in reached]
            needed |= {s.cell for s in reached if s.role in (Role.EXPERIMENT, Role.CHECK)}
            used = used.union(*(statement.uses | statement.makes for statement in reached))
        return needed

    def _changed(self) -> set[str]:
        """All names whose values may differ from the reference's."""
        changed: set[str] = set()
        waiting = list(self._statements)
        while reached := [s for s in waiting if s.replaced or (s.uses | s.makes) & changed]:
            waiting = [statement for statement in waiting if statement not in reached]
            changed = changed.union(*map(self._written, reached))
        return changed

    def _written(self, statement: _Statement) -> set[str]:
        """The names whose values a statement may change."""
        if statement.role is Role.CHECK:
            return statement.uses & self._held
        return (statement.code.binds | (statement.uses & self._data)) & self._shared


def _read(source: NotebookNode, cells: dict[str, str]) -> Iterator[_Statement]:
    for cell in source.cells:
        name = grade_id(cell)
        if cell.cell_type == "code" and not is_left_out(cell):
            replaced = role(cell) is Role.ANSWER and name in cells
            sources = [cell.source, cells[name]] if replaced else [cell.source]  # replaced code counts, too
            as_one = role(cell) is Role.CHECK
            for code in itertools.chain(*(read_code(text, as_one) for text in sources)):
                yield _Statement(name, role(cell), code, replaced)
        for code in read_code(cells.get(f"+after {name}", "")):
            yield _Statement(None, Role.ADDED, code, replaced=True)
