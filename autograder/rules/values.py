"""Reading a notebook as a whole: which values its variables, attributes and containers may be given.

`Program` reads all cells at once and collects, for each of them, what some assignment may put there, whatever the
order: a flow-insensitive analysis, in which each place that tells something is read again whenever something that it
rests on has grown, until nothing new is found. It sees through aliases
(`f = np.linalg.lstsq`), strings put together (`'back' + 'ward'`), `getattr`, `__import__`, constant `exec` and `eval`,
containers, attributes, arguments and results. It does not try to know what loops and conditions do.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable

from nbformat import NotebookNode

from autograder.roles import Role
from autograder.rules.evaluate import Evaluation
from autograder.rules.meanings import (
    DYNAMIC,
    EVALUATORS,
    Box,
    Class,
    Function,
    Instance,
    Kind,
    Named,
    Text,
    Value,
    Values,
    only,
    words,
)
from autograder.rules.scopes import (
    FunctionNode,
    Scope,
    TooDeep,
    module_of,
    parameters,
    statements,
    surely_bound,
    tree,
)

MOST_NODES = 20_000  # in a student's cells; a long notebook's answers have 3,000
MOST_STEPS = 200_000  # until nothing new is found; a long notebook takes 10,000
MOST_EXPANSIONS = 100

_LINE_MAGICS = ("time", "timeit", "prun", "memit", "lprun")
_MAGIC_OPTIONS = re.compile(r"^(\s*-\w+\s*\d*\s+)*")
_WRITERS = words("append appendleft add insert extend update setdefault __setitem__")
_OPERATORS = words("__add__ __radd__ __sub__ __rsub__ __mul__ __rmul__ __truediv__ __matmul__ __pow__ __neg__")

_TELLING = (
    ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.AugAssign, ast.For, ast.AsyncFor, ast.comprehension, ast.withitem,
    ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.Return, ast.Yield,
    ast.YieldFrom, ast.List, ast.Tuple, ast.Set, ast.Dict, ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp,
    ast.Call,
)  # fmt: skip


class Program(Evaluation):
    """A notebook that has been read.

    Raises `TooDeep` for code that is nested too deeply, or too entangled, to be read.
    """

    def __init__(self, notebook: NotebookNode):
        super().__init__()
        self.notebook = notebook
        self.statements = statements(notebook)
        self.functions: dict[str, list[FunctionNode]] = defaultdict(list)  # by name, methods as well
        self._walked: dict[ast.AST, list[ast.AST]] = {}
        self._telling: list[ast.AST] = []  # the nodes that something is learned from
        self._certain = True
        self._needs_certainty = False
        self._calls: dict[ast.AST, set[FunctionNode]] = {}
        position = None
        try:
            for statement in self.statements:
                position = statement.position
                self._builder.add([statement.node], statement.index)
            position = None
            self._survey()
            self._solve()
            if self._needs_certainty:
                self._certain = False  # what is still unexplained now is unknown
                self._solve()
        except RecursionError:
            raise TooDeep(position) from None

    def walk(self, node: ast.AST) -> list[ast.AST]:
        """Like `ast.walk`, but also through code in strings."""
        if node not in self._walked:
            found, waiting = [], [node]
            while waiting:
                current = waiting.pop()
                found.append(current)
                waiting += ast.iter_child_nodes(current)
                waiting += self.expanded.get(current, ())
            self._walked[node] = found
        return self._walked[node]

    def calls(self, function: FunctionNode) -> set[FunctionNode]:
        """The notebook's own functions that a function may call, itself or through others."""
        if function not in self._calls:
            found: set[FunctionNode] = set()
            waiting = [function]
            while waiting:
                calls = [node for node in self.walk(waiting.pop()) if isinstance(node, ast.Call)]
                new = {target for call in calls for target, _ in self.targets(call)} - found
                found |= new
                waiting += new
            self._calls[function] = found
        return self._calls[function]

    @property
    def module_names(self) -> set[str]:
        """The names that the notebook binds at module level."""
        return self._builder.module.bound

    def is_parameter(self, node: ast.AST) -> bool:
        """Whether a name is a parameter of the function that it stands in, or of one around it."""
        home = self.scope(node).find(node.id) if isinstance(node, ast.Name) else None
        owner = home.node if home else None
        return isinstance(owner, FunctionNode) and any(item.arg == node.id for item in parameters(owner))

    # --- the first look ---

    def _survey(self) -> None:
        """Note what stands at fixed places: functions, class bodies, since when a name is surely bound."""
        theirs = [statement for statement in self.statements if statement.role in (Role.ANSWER, Role.ADDED)]
        if sum(len(self.walk(statement.node)) for statement in theirs) > MOST_NODES:
            raise TooDeep(None)
        for statement in self.statements:
            definition = isinstance(statement.node, ast.FunctionDef | ast.ClassDef)
            for name in surely_bound(statement.node):
                self._settled.setdefault(name, statement.index + (not definition))
            for node in self.walk(statement.node):
                if isinstance(node, _TELLING):
                    self._telling.append(node)
                match node:
                    case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                        self._needs_certainty |= bool(DYNAMIC & {*name.split(".")})
                match node:
                    case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                        self.functions[name].append(node)
                        self._operators |= name in _OPERATORS
                    case ast.ClassDef(body=[first, *_]):
                        self._body_scopes[node] = self.scope(first)
                    case ast.Name(id=name, ctx=ast.Del()):
                        self._settled[name] = len(self.statements) + 1
        for statement in theirs:
            for node in self.walk(statement.node):
                if isinstance(node, FunctionNode):
                    self._hand_in(node)

    def _hand_in(self, node: FunctionNode) -> None:
        """Note that somebody may call a function, with whatever arguments."""
        scope = self._inside(node)
        plain = [*node.args.posonlyargs, *node.args.args][self.is_method(node) :]
        for argument in [*plain, *node.args.kwonlyargs]:
            self._add(("name", scope, argument.arg), [Kind.DATA])
        if rest := node.args.vararg:
            self._add(("elements", rest), [Kind.DATA])
            self._add(("name", scope, rest.arg), [Box(rest)])

    def _inside(self, node: FunctionNode) -> Scope:
        return self.scope(node.body[0] if isinstance(node.body, list) else node.body)

    # --- collecting, until nothing new is found ---

    def _solve(self) -> None:
        self._due.update(range(len(self._telling)))
        while self._due or self._expand():
            for number in sorted(self._due):
                self._steps += 1
                if self._steps > MOST_STEPS:
                    raise TooDeep(None)
                self._due.discard(number)
                self._reader = number
                self._learn(self._telling[number])
            self._forget()
            self._reader = None  # who asks from now on has no turn to be given again

    def _start_again(self) -> None:
        """Have everything worked out anew: what names mean has changed, which is in no finding."""
        self._forget_all()
        self._due.update(range(len(self._telling)))

    def _learn(self, node: ast.AST) -> None:
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._assign(target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
                self._assign(target, value)
            case ast.AugAssign(target=target, op=op, value=value):
                self._store(target, self._operation(self._before(target), op, self.values(value)))
            case ast.For() | ast.AsyncFor() | ast.comprehension():
                self._store(node.target, self.elements(self.values(node.iter)))
            case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
                self._store(target, self.values(value))
            case ast.Import() | ast.ImportFrom():
                self._import(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                self._define(node)
            case ast.ClassDef(name=name):
                self._add(("name", self.scope(node).home(name), name), [Class(node)])
            case ast.Return(value=ast.expr() as value):
                self._add(("returns", self.scope(node).function()), self.values(value))
            case ast.Yield(value=value) | ast.YieldFrom(value=value):
                function, given = self.scope(node).function(), self.values(value)
                self._add(("returns", function), [Box(function)])
                self._add(("elements", function), self.elements(given) if isinstance(node, ast.YieldFrom) else given)
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                for item in items:
                    given = self.values(item)
                    self._add(("elements", node), self.elements(given) if isinstance(item, ast.Starred) else given)
            case ast.Dict(keys=keys, values=items):
                for key, item in zip(keys, items, strict=True):
                    given = self.values(item)
                    self._add(("elements", node), self.values(key) | given if key else self.elements(given))
            case ast.ListComp(elt=item) | ast.SetComp(elt=item) | ast.GeneratorExp(elt=item):
                self._add(("elements", node), self.values(item))
            case ast.DictComp(key=key, value=item):
                self._add(("elements", node), self.values(key) | self.values(item))
            case ast.Call():
                self._pass_arguments(node)
                self._fill_containers(node)

    def _before(self, target: ast.AST) -> Values:
        """What the target of `+=` may have been."""
        if isinstance(target, ast.Name):
            return frozenset(self._look_up(target.id, self.scope(target), self._builder.order[target]))
        return self.values(target)

    def _assign(self, target: ast.AST, value: ast.AST) -> None:
        pairs = []
        match target, value:
            case ast.Tuple(elts=parts) | ast.List(elts=parts), ast.Tuple(elts=given) | ast.List(elts=given):
                pairs = list(zip(parts, given, strict=True)) if len(parts) == len(given) else []
        if pairs and not any(isinstance(item, ast.Starred) for pair in pairs for item in pair):
            for part, given in pairs:
                self._assign(part, given)
        else:
            self._store(target, self.values(value))

    def _store(self, target: ast.AST, values: Iterable[Value]) -> None:
        values = set(values)
        if not values and not self._certain:
            values = {Kind.UNKNOWN}
        match target:
            case ast.Name(id=name):
                self._add(("name", self.scope(target).home(name), name), values)
            case ast.Attribute(attr=attr):
                self._add(("attribute", attr), values)
            case ast.Subscript(value=base, slice=key):
                self._put(self.values(base), key, values)
            case ast.Starred(value=inner):
                self._add(("elements", target), values)
                self._store(inner, [Box(target)])
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                # What is no container is handed on: zip and enumerate are read as if they were flat.
                flat = {value for value in values if not isinstance(value, Box)} | self.elements(values)
                for part in parts:
                    self._store(part, flat)

    def _put(self, bases: Values, key: ast.AST | None, values: set[Value]) -> None:
        """Note that `values` go into a container, or under a variable's name where it is the notebook's namespace."""
        for box in only(Box, bases):
            self._add(("elements", box.node), values)
        if self.is_namespace(bases):
            for name in self.texts(key):
                if name not in self.module_names:
                    self._builder.module.bind(name)
                    self._start_again()
                self._add(("name", self._builder.module, name), values)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        home = self.scope(node).home
        for alias in node.names:
            if isinstance(node, ast.Import):
                name = alias.asname or alias.name.partition(".")[0]
                self._add(("name", home(name), name), [Named(alias.name if alias.asname else name)])
            elif alias.name != "*":
                name = alias.asname or alias.name
                self._add(("name", home(name), name), [Named(f"{module_of(node)}.{alias.name}")])
            elif module_of(node) not in self.stars:
                self.stars.append(module_of(node))
                self._start_again()

    def _define(self, node: FunctionNode) -> None:
        inner, outer = self._inside(node), self.scope(node)
        plain = [*node.args.posonlyargs, *node.args.args]
        defaults = [*zip(plain[::-1], node.args.defaults[::-1], strict=False)]
        defaults += zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
        for argument, value in defaults:
            self._add(("name", inner, argument.arg), self.values(value))
        if isinstance(node, ast.Lambda):
            self._add(("returns", node), self.values(node.body))
            return
        self._add(("name", outer.home(node.name), node.name), [Function(node)])
        if self.is_method(node) and plain:
            kinds = {getattr(item, "id", None) for item in node.decorator_list}
            receiver = Class(outer.node) if "classmethod" in kinds else Instance(outer.node)
            self._add(("name", inner, plain[0].arg), [receiver])
            if kinds & {"property", "cached_property"}:
                self._add(("attribute", node.name), self._found("returns", node))

    def _pass_arguments(self, node: ast.Call) -> None:
        for function, unseen_receiver in self.targets(node):
            scope = self._inside(function)
            plain = [item.arg for item in [*function.args.posonlyargs, *function.args.args]][unseen_receiver:]
            rest = function.args.vararg
            for number, argument in enumerate(node.args):
                values = self.values(argument)
                if isinstance(argument, ast.Starred):
                    names, values = plain[number:], self.elements(values) | (values & {Kind.DATA})
                else:
                    names = plain[number : number + 1]
                for name in names:
                    self._add(("name", scope, name), values)
                if rest and (not names or isinstance(argument, ast.Starred)):
                    self._add(("elements", rest), values)
                    self._add(("name", scope, rest.arg), [Box(rest)])
            known = {item.arg for item in parameters(function)}
            for keyword in node.keywords:
                for name in [keyword.arg] if keyword.arg else plain:
                    if name in known:
                        values = self.values(keyword.value)
                        self._add(("name", scope, name), values if keyword.arg else self.elements(values))

    def _fill_containers(self, node: ast.Call) -> None:
        values = self.values(node.func)
        if isinstance(node.func, ast.Attribute) and node.func.attr in _WRITERS:
            bases = self.values(node.func.value)
            given = frozenset().union(*map(self.values, [*node.args, *(item.value for item in node.keywords)]))
            if node.func.attr in ("extend", "update"):
                given |= self.elements(given)
            self._put(bases, node.args[0] if node.args else None, set(given))
        elif Named("builtins.dict") in values:
            for keyword in node.keywords:
                self._add(("elements", node), self.values(keyword.value))
        elif Named("builtins.map") in values and node.args:
            for function in only(Function, self.values(node.args[0])):
                self._add(("elements", node), self._found("returns", function.node))
        elif Named("builtins.setattr") in values and len(node.args) == 3:
            for name in self.texts(node.args[1]):
                self._add(("attribute", name), self.values(node.args[2]))

    # --- code in strings ---

    def _expand(self) -> bool:
        """Read the code that calls of exec, eval and the like are given as constant strings; whether any was new."""
        new = False
        for statement in self.statements:
            for node in self.walk(statement.node):
                if isinstance(node, ast.Call) and node not in self.expanded and node.args:
                    code = [part for text in self._code(node) for part in tree(text)]
                    if code and len(self.expanded) >= MOST_EXPANSIONS:
                        raise TooDeep(None)
                    if code:
                        for part in (inner for top in code for inner in ast.walk(top)):
                            part.lineno = node.lineno
                            if isinstance(part, _TELLING):
                                self._telling.append(part)
                        self.expanded[node] = code
                        self._builder.add(code, statement.index, self.scope(node))
                        new = True
        if new:
            self._walked.clear()
            self._start_again()
        return new

    def _code(self, node: ast.Call) -> list[str]:
        called = {value.dotted for value in only(Named, self.values(node.func))}
        if called & EVALUATORS:
            return [text.text for text in only(Text, self.values(node.args[0]))]
        magics = {"IPython.shell.run_line_magic", "IPython.shell.run_cell_magic", "IPython.shell.magic"}
        if called & magics and set(self.texts(node.args[0])) & {*_LINE_MAGICS, "capture"}:
            return [_MAGIC_OPTIONS.sub("", text) for part in node.args[1:] for text in self.texts(part)]
        return []
