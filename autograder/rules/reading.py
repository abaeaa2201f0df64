"""Reads a notebook's code as a linter does: which library a name stands for, by its imports and its other names.

Reading names the line before anything runs. It follows imports, `x = np.linalg`, attributes and constant texts, and
works nothing out: what a library is asked for by a name that is put together, the guard sees while it runs.
"""

import ast
import builtins
from collections import defaultdict
from collections.abc import Iterator

from nbformat import NotebookNode

from autograder.cell_code import cost
from autograder.roles import Role
from autograder.scopes import MOST_COST, Scope, ScopeBuilder, Statement, TooDeep, module_of, statements, tree

EVALUATORS = frozenset({"builtins.exec", "builtins.eval", "builtins.compile"})
IMPORTERS = frozenset({"builtins.__import__", "importlib.__import__", "importlib.import_module"})
IMPORTERS |= {"pkgutil.resolve_name", "pydoc.locate"}
SHELL = "builtins.get_ipython()"
RUNNERS = frozenset(f"{SHELL}.{name}" for name in ("ev", "ex", "run_cell"))  # the shell's own ways to run a text
MAGICS = frozenset(f"{SHELL}.{name}" for name in ("run_line_magic", "run_cell_magic", "magic"))
# The magics that run the Python that follows them.
_TIMERS = frozenset({"time", "timeit", "prun", "memit", "lprun", "capture"})
# Libraries carry Python's own modules along: np.sys is sys, and random._os is os.
_CARRIED = frozenset({"sys", "os", "importlib", "builtins", "ctypes", "gc", "subprocess", "inspect", "types"})
_MOST_ROUNDS = 12  # of following one name to the next
_MOST_NAMES = 24  # that one name may stand for
_MOST_EXPANSIONS = 100

Names = frozenset[str]


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


class Reading:
    """A notebook's statements and what their names stand for. Raises `TooDeep` for code nested too deeply."""

    def __init__(self, notebook: NotebookNode):
        self.notebook = notebook
        self.statements = statements(notebook)
        self.methods: dict[str, list[ast.FunctionDef]] = defaultdict(list)  # of the notebook's own classes, by name
        self._builder = ScopeBuilder()
        self._names: dict[tuple[Scope, str], set[str]] = defaultdict(set)
        self._stars: set[str] = set()
        self._expanded: dict[ast.AST, list[ast.stmt]] = {}  # code in constant texts, by the call that runs it
        self._spent = 0  # on reading them, as `cell_code.cost` counts
        self._known: dict[ast.AST, Names] = {}
        position = None
        try:
            for statement in self.statements:
                position = statement.position
                self._builder.add([statement.node], statement.index)
                self._expand(statement)
            self._walked = {statement: list(self._walk(statement.node)) for statement in self.statements}
            self._follow()
        except RecursionError:
            raise TooDeep(position) from None

    def walk(self, statement: Statement) -> list[ast.AST]:
        """All nodes of a statement, those of code in constant texts included."""
        return self._walked[statement]

    def scope(self, node: ast.AST) -> Scope:
        return self._builder.where[node]

    @property
    def module_names(self) -> set[str]:
        """The names that the notebook binds at module level."""
        return self._builder.module.bound

    def is_global(self, node: ast.Name) -> bool:
        home = self.scope(node).find(node.id)
        return home is None or home.parent is None

    def used_imports(self, node: ast.AST) -> list[str]:
        """What an import statement takes from where, if a student's cell uses it."""
        if not isinstance(node, ast.Import | ast.ImportFrom):
            return []
        found = zip(node.names, imported(node), strict=True)
        home = self.scope(node).home
        names = [((alias.asname or alias.name).partition(".")[0], module) for alias, module in found]
        return [module for name, module in names if name == "*" or (home(name), name) in self._used]

    def is_own(self, node: ast.AST) -> bool:
        """Whether an expression is a plain name of a function or class that the notebook defines."""
        home = self.scope(node).find(node.id) if isinstance(node, ast.Name) else None
        return home is not None and not self._names.get((home, node.id))

    def names(self, node: ast.AST) -> Names:
        """The full dotted names that an expression may stand for: `np.linalg` for `numpy.linalg`. None for most."""
        if node not in self._known:
            self._known[node] = frozenset(self._find(node))
        return self._known[node]

    def _find(self, node: ast.AST) -> Iterator[str]:
        match node:
            case ast.Name(id=name):
                home = self.scope(node).find(name)
                yield from self._names.get((home, name), ()) if home else ()
                if home is None or (home.parent is None and not self._names.get((home, name))):
                    yield from (f"{module}.{name}" for module in self._stars)
                if home is None and (hasattr(builtins, name) or name == "get_ipython"):
                    yield f"builtins.{name}"
                if name == "__builtins__":
                    yield "builtins"
            case ast.Attribute(value=base, attr=name):
                yield from self._attribute(base, name)
            case ast.Subscript(value=base, slice=ast.Constant(value=str(key))):
                for owner in self.names(base):
                    if owner == "sys.modules":
                        yield key
                    elif owner == "namespace":
                        yield from self._names.get((self._builder.module, key), ())
                    elif owner.endswith(".__dict__") or owner == "builtins":
                        yield f"{owner.removesuffix('.__dict__')}.{key}"
            case ast.Call(func=function, args=arguments):
                yield from self._call(function, arguments)
            case ast.NamedExpr(value=value) | ast.Starred(value=value):
                yield from self.names(value)
            case ast.IfExp(body=one, orelse=other):
                yield from self.names(one) | self.names(other)
            case ast.BoolOp(values=parts):
                for part in parts:
                    yield from self.names(part)

    def _attribute(self, base: ast.AST, name: str) -> Iterator[str]:
        for owner in self.names(base):
            carried = name.lstrip("_")
            yield carried if carried in _CARRIED and owner != carried and "(" not in owner else f"{owner}.{name}"

    def _call(self, function: ast.AST, arguments: list[ast.expr]) -> Iterator[str]:
        called = self.names(function)
        texts = [node.value if isinstance(node, ast.Constant) else None for node in arguments]
        text = next((text for text in texts if isinstance(text, str)), None)
        if called & {"builtins.globals", "builtins.locals"} or ("builtins.vars" in called and not arguments):
            yield "namespace"
        elif "builtins.get_ipython" in called:
            yield SHELL
        elif "builtins.vars" in called:
            yield from (f"{owner}.__dict__" for owner in self.names(arguments[0]))
        elif called & {"namespace.get", "namespace.__getitem__"} and text:
            yield from self._names.get((self._builder.module, text), ())
        elif called & (IMPORTERS | {"sys.modules.get", "sys.modules.__getitem__"}) and text:
            yield text
            yield text.partition(".")[0]
        elif "builtins.getattr" in called and text and len(arguments) > 1:
            yield from self._attribute(arguments[0], text)

    # --- what names stand for ---

    def _follow(self) -> None:
        """Collect what each name is given, until a round finds nothing new."""
        given: list[tuple[ast.Name, ast.expr]] = []
        for statement in self.statements:
            for node in self._walked[statement]:
                given += self._learn(node)
        nodes = (node for statement in self.statements if students(statement) for node in self._walked[statement])
        loads = [node for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
        self._used = {(self.scope(node).find(node.id), node.id) for node in loads}
        for _ in range(_MOST_ROUNDS):
            self._known.clear()
            grown = False
            for target, value in given:
                known = self._names[self.scope(target).home(target.id), target.id]
                new = set(self.names(value)) - known
                if new and len(known) < _MOST_NAMES:
                    known |= new
                    grown = True
            if not grown:
                break
        self._known.clear()

    def _learn(self, node: ast.AST) -> Iterator[tuple[ast.Name, ast.expr]]:
        """Note what a node imports or defines; returns the names that are given another expression's meaning."""
        match node:
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                for alias, full in zip(aliases, imported(node), strict=True):
                    if alias.name == "*":
                        self._stars.add(full)
                    else:
                        name = alias.asname or alias.name.partition(".")[0]
                        root = isinstance(node, ast.Import) and not alias.asname  # import a.b binds a
                        self._names[self.scope(node).home(name), name].add(name if root else full)
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    yield from _pairs(target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
                yield from _pairs(target, value)
            case ast.FunctionDef(name=name):
                if self.scope(node).is_class:
                    self.methods[name].append(node)
                inner = self.scope(node.body[0])
                plain = [*node.args.posonlyargs, *node.args.args]
                defaults = zip(plain[::-1], node.args.defaults[::-1], strict=False)
                for argument, value in [*defaults, *zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)]:
                    if value is not None:
                        self._names[inner, argument.arg] |= self.names(value)

    # --- code in constant texts ---

    def _expand(self, statement: Statement) -> None:
        """Take in the code that `exec`, `eval` and timing magics are given as constant texts."""
        waiting = [statement.node]
        while waiting:
            for node in ast.walk(waiting.pop()):
                texts = _texts_run(node)
                self._spent += sum(map(cost, texts))
                if self._spent > MOST_COST:
                    raise TooDeep(statement.position)
                code = [part for text in texts for part in tree(text)]
                if code and len(self._expanded) >= _MOST_EXPANSIONS:
                    raise TooDeep(statement.position)
                if code:
                    for part in (inner for top in code for inner in ast.walk(top)):
                        part.lineno = node.lineno
                    self._expanded[node] = code
                    self._builder.add(code, statement.index, self.scope(node))
                    waiting += code

    def _walk(self, node: ast.AST) -> Iterator[ast.AST]:
        waiting = [node]
        while waiting:
            current = waiting.pop()
            yield current
            waiting += ast.iter_child_nodes(current)
            waiting += self._expanded.get(current, ())


def _pairs(target: ast.AST, value: ast.expr) -> Iterator[tuple[ast.Name, ast.expr]]:
    match target, value:
        case ast.Name(), _:
            yield target, value
        case ast.Tuple(elts=parts) | ast.List(elts=parts), ast.Tuple(elts=given) | ast.List(elts=given):
            for part, one in zip(parts, given, strict=False):
                yield from _pairs(part, one)


def _texts_run(node: ast.AST) -> list[str]:
    """The constant texts that a call runs as code."""
    match node:
        case ast.Call(func=ast.Name(id="exec" | "eval" | "compile"), args=[ast.Constant(value=str(text)), *_]):
            return [text]
        case ast.Call(func=ast.Attribute(attr="ev" | "ex" | "run_cell"), args=[ast.Constant(value=str(text)), *_]):
            return [text]
        case ast.Call(
            func=ast.Attribute(attr="run_line_magic" | "run_cell_magic"), args=[ast.Constant(value=magic), *given]
        ) if magic in _TIMERS:
            texts = [part.value for part in given if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            return [text.lstrip("-0123456789nrqpto ") if text.startswith("-") else text for text in texts]
    return []


def imported(node: ast.AST) -> list[str]:
    """The modules that an import statement names, with what is taken out of them: `torch.optim` for both forms."""
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(names=names):
            return [module_of(node) if alias.name == "*" else f"{module_of(node)}.{alias.name}" for alias in names]
    return []


def students(statement: Statement) -> bool:
    """Whether a student wrote it."""
    return statement.role in (Role.ANSWER, Role.ADDED)
