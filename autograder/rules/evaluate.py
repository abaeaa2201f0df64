"""What an expression of a notebook may stand for, given what its variables may stand for."""

import ast
import builtins
import itertools
from collections.abc import Iterable, Iterator

from autograder.rules.findings import Findings
from autograder.rules.library_calls import depends, library_call
from autograder.rules.meanings import (
    ARRAY_ATTRIBUTES,
    MACHINERY,
    MOST_TEXTS,
    READERS,
    Box,
    Class,
    Function,
    Getter,
    Instance,
    Kind,
    Named,
    Number,
    Text,
    Value,
    Values,
    combine,
    fold_method,
    only,
    slice_text,
)
from autograder.rules.scopes import FunctionNode, Scope, ScopeBuilder


class Evaluation(Findings):
    """Evaluates expressions over what `Program` has found so far."""

    def __init__(self) -> None:
        super().__init__()
        self.expanded: dict[ast.AST, list[ast.stmt]] = {}  # code in strings, by the call that runs it
        self.stars: list[str] = []  # modules of which everything was imported
        self._builder = ScopeBuilder()
        self._body_scopes: dict[ast.AST, Scope] = {}
        self._settled: dict[str, int] = {}  # since which statement a builtin's name is the notebook's own
        self._operators = False  # whether a class of the notebook overloads any

    def elements(self, values: Iterable[Value]) -> Values:
        """What iterating over such values, or taking an item of them, may give."""
        found: set[Value] = set()
        for value in values:
            match value:
                case Box(node):
                    found |= self._found("elements", node)
                case Kind.DATA | Kind.LIBRARY | Kind.GIVEN | Kind.UNKNOWN:
                    found.add(value)
        return frozenset(found)

    def handed_in(self, *nodes: ast.AST) -> Values:
        """DATA, if expressions depend on it, themselves or through what they contain."""
        values = frozenset().union(*(self.values(node) for node in nodes))
        return (values | self.elements(only(Box, values))) & {Kind.DATA}

    def scope(self, node: ast.AST) -> Scope:
        return self._builder.where[node]

    def method(self, owner: ast.ClassDef, name: str) -> Values:
        """What a class of the notebook, or a base of it, has under a name in its body."""
        found: set[Value] = set()
        seen, waiting = {owner}, [owner]
        while waiting:
            current = waiting.pop()
            inside = self._body_scopes.get(current)
            if inside and name in inside.bound:
                found |= self._found("name", inside, name)
            else:
                bases = {value.node for base in current.bases for value in only(Class, self.values(base))}
                waiting += bases - seen
                seen |= bases
        return frozenset(found)

    def attribute(self, values: Iterable[Value], name: str) -> Values:
        """What `value.name` may be."""
        found: set[Value] = set()
        stored = self._found("attribute", name)
        nothing = True
        for value in values:
            nothing = False
            match value:
                case Named(dotted):
                    # Libraries carry Python's own machinery along: np.sys is sys.
                    found.add(Named(MACHINERY.get(name, f"{dotted}.{name}")))
                case Instance(owner) | Class(owner):
                    found |= self.method(owner, name) | stored
                case Kind.LIBRARY | Kind.GIVEN:
                    found.add(value)
                case Kind.DATA if name in ARRAY_ATTRIBUTES:
                    found.add(value)
                case Function() if name in ("__globals__", "func_globals"):
                    found.add(Kind.NAMESPACE)
                case Kind.DATA | Kind.UNKNOWN | Function():
                    found |= stored
        return frozenset(stored) if nothing else frozenset(found)

    def _evaluate(self, node: ast.AST) -> Iterable[Value]:
        match node:
            case ast.Constant(value=str(text)):
                return [Text(text)]
            case ast.Constant(value=bytes(data)):
                return [Text(data.decode("latin-1"))]
            case ast.Constant(value=int(number)) if not isinstance(number, bool) and abs(number) < 0x110000:
                return [Number(number)]
            case ast.Constant(value=int() | float() | complex()):
                return [Kind.LIBRARY]
            case ast.Name(id=name):
                return self._look_up(name, self.scope(node), self._builder.order[node])
            case ast.Attribute(value=value, attr=name):
                return self.attribute(self.values(value), name)
            case ast.Subscript():
                return self._item(node)
            case ast.Call():
                return self._call(node)
            case ast.BinOp(left=left, op=op, right=right):
                return self._operation(self.values(left), op, self.values(right))
            case ast.BoolOp(values=parts):
                return frozenset().union(*map(self.values, parts))
            case ast.IfExp(body=body, orelse=orelse):
                return self.values(body) | self.values(orelse)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(number))):
                return [Number(-number)]
            case ast.NamedExpr(value=value) | ast.Starred(value=value) | ast.UnaryOp(operand=value):
                return self.values(value)
            case ast.Await(value=value) | ast.Expr(value=value):
                return self.values(value)
            case ast.Compare(left=left, comparators=others):
                return {Kind.LIBRARY} | self.handed_in(left, *others)
            case ast.JoinedStr(values=parts):
                return self._joined(parts)
            case ast.List() | ast.Tuple() | ast.Set() | ast.Dict():
                parts = node.values if isinstance(node, ast.Dict) else node.elts
                unpacked = [part for part in parts if isinstance(part, ast.Starred)]
                return {Box(node)} | self.handed_in(*unpacked)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                return {Box(node)} | (self.values(node.generators[0].iter) & {Kind.DATA})
            case ast.Lambda():
                return [Function(node)]
        return []

    def _look_up(self, name: str, scope: Scope, order: int) -> set[Value]:
        home = scope.find(name)
        found = set(self._found("name", home, name)) if home else set()
        if home is None or home.parent is None:
            builtin = hasattr(builtins, name) or name in ("get_ipython", "__builtins__")
            if builtin and not (home and self._settled.get(name, order + 1) <= order):
                found.add(Named("builtins" if name == "__builtins__" else f"builtins.{name}"))
            if home is None or builtin:
                found |= {Named(f"{module}.{name}") for module in self.stars}
        return found

    def _operation(self, left: Values, op: ast.operator, right: Values) -> set[Value]:
        found = combine(left, op, right)
        own = {value for value in left | right if isinstance(value, Instance)}
        if own:
            return found - {Kind.LIBRARY} | own
        if self._operators and Kind.LIBRARY not in left | right:
            return found - {Kind.LIBRARY}
        return found

    def _joined(self, parts: list[ast.expr]) -> Iterable[Value]:
        choices: list[list[str]] = []
        for part in parts:
            plain = not isinstance(part, ast.FormattedValue) or (part.format_spec is None and part.conversion == -1)
            inner = part.value if isinstance(part, ast.FormattedValue) else part
            choices.append(self.texts(inner) if plain else [])
        return [Text("".join(choice)) for choice in itertools.islice(itertools.product(*choices), MOST_TEXTS)]

    def texts(self, node: ast.AST | None) -> list[str]:
        """The strings that an expression may be, in a fixed order; numbers as they are printed."""
        values = self.values(node)
        return sorted([value.text for value in only(Text, values)] + [str(n.number) for n in only(Number, values)])

    def is_namespace(self, values: Iterable[Value]) -> bool:
        """Whether this may be the mapping that holds the notebook's variables."""
        return bool({Kind.NAMESPACE, Named("IPython.shell.user_ns")} & set(values))

    def _item(self, node: ast.Subscript) -> set[Value]:
        bases, key = self.values(node.value), node.slice
        part = isinstance(key, ast.Slice)
        boxes = only(Box, bases)
        found: set[Value] = set(boxes if part else self.elements(boxes))
        found |= bases & {Kind.DATA, Kind.LIBRARY, Kind.GIVEN, Kind.UNKNOWN}
        names = self.texts(key)
        if self.is_namespace(bases):
            for name in names:
                found |= self._look_up(name, self._builder.module, self._builder.order[node])
        for value in bases:
            match value:
                case Named("sys.modules"):
                    found |= {Named(name) for name in names}
                case Named("builtins"):
                    found |= {Named(f"builtins.{name}") for name in names}
                case Named(dotted) if dotted.endswith(".__dict__"):
                    found |= {Named(f"{dotted.removesuffix('.__dict__')}.{name}") for name in names}
                case Text(text):
                    found |= {Text(part) for part in self._slices(text, key)}
        return found

    def _slices(self, text: str, key: ast.AST) -> Iterator[str]:
        bounds = [key.lower, key.upper, key.step] if isinstance(key, ast.Slice) else [key]
        choices = [[n.number for n in only(Number, self.values(bound))] if bound else [None] for bound in bounds]
        for choice in itertools.islice(itertools.product(*choices), MOST_TEXTS):
            part = slice_text(text, list(choice))
            if part is not None:
                yield part

    # --- calls ---

    def _call(self, node: ast.Call) -> set[Value]:
        callees = self.values(node.func)
        found: set[Value] = set()
        if isinstance(node.func, ast.Attribute):
            found |= self._method_call(node, self.values(node.func.value), node.func.attr)
        for function, _ in self.targets(node):
            found |= self._found("returns", function)
        for statement in self.expanded.get(node, ()):  # eval of a known string
            found |= self.values(statement)
        for value in callees:
            match value:
                case Named(dotted):
                    found |= library_call(self, node, dotted)
                case Class(owner):
                    found.add(Instance(owner))
                case Getter(path, calls) if node.args:
                    reached = self.values(node.args[0])
                    for name in path.split("."):
                        reached = self.attribute(reached, name)
                    found |= {Kind.LIBRARY} if calls else reached
                case Kind.LIBRARY:
                    found |= {Kind.LIBRARY} | depends(self, node)
                case Kind.GIVEN:
                    found.add(Kind.GIVEN)
        return found

    def targets(self, node: ast.Call) -> list[tuple[FunctionNode, bool]]:
        """The notebook's own functions that a call may run, each with whether the receiver is passed unseen."""
        found: list[tuple[FunctionNode, bool]] = []
        receivers = self.values(node.func.value) if isinstance(node.func, ast.Attribute) else frozenset()
        on_instance = bool(only(Instance, receivers))
        for value in self.values(node.func):
            match value:
                case Function(function):
                    found.append((function, on_instance and self.is_method(function)))
                case Class(owner):
                    found += [(made.node, True) for made in only(Function, self.method(owner, "__init__"))]
                case Instance(owner):
                    found += [(made.node, True) for made in only(Function, self.method(owner, "__call__"))]
        return found

    def is_method(self, function: FunctionNode) -> bool:
        """Whether a function takes the object that it is called on as its first argument."""
        static = any(getattr(item, "id", None) == "staticmethod" for item in getattr(function, "decorator_list", []))
        return self.scope(function).is_class and not static

    def _method_call(self, node: ast.Call, receivers: Values, name: str) -> set[Value]:
        found: set[Value] = set()
        boxes = only(Box, receivers)
        if boxes and name in READERS:
            found |= self.elements(boxes)
        elif boxes:
            found |= set(boxes)  # values(), items(), copy()
        if node.args and name in (*READERS, "__getitem__") and self.is_namespace(receivers):
            for text in self.texts(node.args[0]):
                found |= self._look_up(text, self._builder.module, self._builder.order[node])
        if Kind.DATA in receivers and name in ARRAY_ATTRIBUTES:
            found |= {Kind.LIBRARY, Kind.DATA}
        for text in only(Text, receivers):
            choices = [self._plain(argument) for argument in node.args]
            for choice in itertools.islice(itertools.product(*choices), MOST_TEXTS):
                result = fold_method(text.text, name, list(choice))
                if result is not None:
                    found.add(Text(result))
        return found

    def _plain(self, node: ast.AST) -> list[str | int | list[str]]:
        """An argument's possible values as Python's own: strings, numbers, and one list of strings."""
        values = self.values(node)
        plain: list = [value.text for value in only(Text, values)]
        plain += [value.number for value in only(Number, values)]
        for box in only(Box, values):
            if isinstance(box.node, ast.List | ast.Tuple):
                parts = [self.texts(item) for item in box.node.elts]
                if all(len(part) == 1 for part in parts):
                    plain.append([part[0] for part in parts])
        return plain
