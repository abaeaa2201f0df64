"""Python loops over the examples of a batch, found by reading.

The rule, for a question with `loops = false`. Whatever its functions are given is taken for a batch whose first axis
counts the examples, and so is what is computed from it; not so the receiver, what a constructor is given, and what is
used as a mapping. A violation is

- a `for` loop or comprehension over the batch (`x`, `zip(x, y)`, `enumerate(x)`), or over a range up to the number of
  examples (`range(len(x))`, `range(n)` with `n = x.shape[0]`), or over any range but a small fixed one whose variable
  picks examples (`x[i]`);
- a `while` loop that is bounded by that number, or takes examples off an iterator;
- the same in another guise: `map`, `filter`, `reduce` over the batch, `np.vectorize`, `np.apply_along_axis`, recursion
  over slices of the batch.

No violation are loops over layers, names, epochs, axes, classes and other axes than the first, containers that the code
fills itself, objects with attributes that arrays do not have, and mini-batches (a range in steps of more than one).
"""

import ast
from collections.abc import Iterable, Iterator

from autograder.rules.meanings import ARRAY_ATTRIBUTES, Box, Function, Kind, Named, Number, only, words
from autograder.rules.scopes import FunctionNode, Statement
from autograder.rules.values import Program

FEW = 32  # rounds of a loop with fixed bounds that may pick examples one by one

_ELEMENTWISE = words("numpy.vectorize numpy.frompyfunc numpy.apply_along_axis numpy.lib.npyio.vectorize")
_MAPPERS = words(
    "builtins.map builtins.filter functools.reduce itertools.starmap itertools.accumulate itertools.takewhile "
    "itertools.dropwhile itertools.filterfalse itertools.groupby"
)
_MAPPING_METHODS = words("map imap starmap imap_unordered map_async starmap_async")
_KEYED = words("builtins.sorted builtins.min builtins.max")
_STEPPERS = words("iternext __next__")


def find_loops(program: Program, statement: Statement) -> Iterator[tuple[ast.AST, str]]:
    """The places in a statement that go through examples one by one: the node, and what it is in a word or two."""
    for node in program.walk(statement.node):
        match node:
            case (
                ast.For(target=target, iter=iterable, body=body) | ast.AsyncFor(target=target, iter=iterable, body=body)
            ) if _over_examples(program, target, iterable, body):
                yield node, "loop"
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                results = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
                for generator in node.generators:
                    body = [*results, *generator.ifs]
                    if _over_examples(program, generator.target, generator.iter, body):
                        yield node, "comprehension"
            case ast.While() if _while_over_examples(program, node):
                yield node, "loop"
            case ast.Call() if word := _mapping(program, node):
                yield node, word
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                for decorator in getattr(node, "decorator_list", []):
                    if named := _named(program, decorator) & _ELEMENTWISE:
                        yield node, f"'{_short(min(named))}'"
                if _recursive(program, node):
                    yield node, "recursion"


# --- for ---


def _over_examples(program: Program, target: ast.AST, iterable: ast.AST, body: Iterable[ast.AST]) -> bool:
    body = [inner for part in body for inner in ast.walk(part)]
    parts = list(_parts(program, target, iterable))
    if any(
        Kind.DATA in program.values(part) and not _objects(program, part, variable, body) for part, variable in parts
    ):
        return True
    if "builtins.range" not in _callees(program, iterable) or not isinstance(target, ast.Name):
        return False
    bounds = [only(Number, program.values(argument)) for argument in iterable.args]
    few = all(bounds) and max(number.number for bound in bounds for number in bound) <= FEW
    return not few and any(_picks_example(program, node, target.id) for node in body)


def _parts(program: Program, target: ast.AST, iterable: ast.AST) -> Iterator[tuple[ast.AST, ast.AST | None]]:
    """The iterables that a loop goes through at once, each with the variable for it: zip and enumerate taken apart."""
    called = _callees(program, iterable)
    targets = target.elts if isinstance(target, ast.Tuple | ast.List) else []
    if "builtins.enumerate" in called and iterable.args:
        yield from _parts(program, targets[1] if len(targets) == 2 else target, iterable.args[0])
    elif "builtins.zip" in called:
        variables = targets if len(targets) == len(iterable.args) else [None] * len(iterable.args)
        for argument, variable in zip(iterable.args, variables, strict=True):
            yield from _parts(program, variable or target, argument)
    elif called & {"builtins.reversed", "builtins.list", "builtins.tuple"} and len(iterable.args) == 1:
        yield from _parts(program, target, iterable.args[0])
    else:
        yield iterable, target


def _objects(program: Program, iterable: ast.AST, variable: ast.AST | None, body: list[ast.AST]) -> bool:
    """Whether the body uses what it loops over as no array can be used: layers, functions, a mapping's keys."""
    if not isinstance(variable, ast.Name) or isinstance(iterable, ast.Call):
        return False
    same = ast.dump(iterable)
    for node in body:
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attr) if name == variable.id:
                if attr not in ARRAY_ATTRIBUTES:
                    return True
            case ast.Call(func=ast.Name(id=name)) if name == variable.id:
                return True
            case ast.Subscript(value=base, slice=ast.Name(id=name)) if name == variable.id:
                if ast.dump(base) == same:
                    return True
    return False


def _picks_example(program: Program, node: ast.AST, variable: str) -> bool:
    """Whether `node` is `x[variable]` or `x[variable, …]` for a batch `x`."""
    match node:
        case ast.Subscript(value=base, slice=ast.Name(id=name) | ast.Tuple(elts=[ast.Name(id=name), *_])):
            return name == variable and Kind.DATA in program.values(base)
    return False


# --- while ---


def _while_over_examples(program: Program, node: ast.While) -> bool:
    inside = [inner for part in node.body for inner in ast.walk(part)]
    if any(_takes_next(program, inner) for inner in [*inside, *ast.walk(node.test)]):
        return True
    if isinstance(node.test, ast.Name) and Kind.DATA in program.values(node.test):
        return True
    stops = [inner.test for inner in inside if isinstance(inner, ast.If) and _leaves(inner)]
    tests = [node.test, *(stops if isinstance(node.test, ast.Constant) else [])]
    return any(_bounded(program, test) and not _strides(program, test, inside) for test in tests)


def _bounded(program: Program, test: ast.AST) -> bool:
    return any(Kind.SIZE in program.values(inner) for inner in ast.walk(test) if isinstance(inner, ast.expr))


def _leaves(node: ast.If) -> bool:
    return any(isinstance(inner, ast.Break | ast.Return) for part in node.body for inner in ast.walk(part))


def _strides(program: Program, test: ast.AST, body: list[ast.AST]) -> bool:
    """Whether a variable of the test grows by more than one each round: mini-batches."""
    counters = {inner.id for inner in ast.walk(test) if isinstance(inner, ast.Name)}
    for node in body:
        match node:
            case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=step) if name in counters:
                return Number(1) not in program.values(step)
    return False


def _takes_next(program: Program, node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=base, attr=name)) if name in _STEPPERS:
            return Kind.DATA in program.values(base)
        case ast.Call(args=[iterator, *_]) if "builtins.next" in _callees(program, node):
            return Kind.DATA in program.values(iterator)
    return False


# --- in another guise ---


def _mapping(program: Program, node: ast.Call) -> str | None:
    """What a call is that applies a function to each example; None where it does not."""
    called = _callees(program, node)
    if found := called & _ELEMENTWISE:
        return f"'{_short(min(found))}'"
    given = [program.values(argument) for argument in node.args]
    over_batch = any(Kind.DATA in values for values in given[1:])
    if over_batch and (found := called & _MAPPERS):
        return f"'{_short(min(found))}'"
    if over_batch and isinstance(node.func, ast.Attribute) and node.func.attr in _MAPPING_METHODS:
        return f"'{node.func.attr}'" if only(Function, given[0]) or only(Named, given[0]) else None
    keyed = any(keyword.arg == "key" for keyword in node.keywords)
    if keyed and called & _KEYED and Kind.DATA in frozenset().union(*given):
        return f"'{_short(min(called & _KEYED))}' with a key"
    return None


def _recursive(program: Program, function: FunctionNode) -> bool:
    """Whether a function comes back to itself with a part of the batch, or until a size of it is reached."""
    if function not in program.calls(function):
        return False
    calls = [node for node in program.walk(function) if isinstance(node, ast.Call)]
    reached = [(call, target) for call in calls for target, _ in program.targets(call)]
    back = [call for call, target in reached if target is function or function in program.calls(target)]
    if any(_is_part(program, argument) for call in back for argument in call.args):
        return True
    tests = [node.test for node in program.walk(function) if isinstance(node, ast.If | ast.IfExp)]
    return any(_bounded(program, test) for test in tests)


def _is_part(program: Program, argument: ast.AST) -> bool:
    if isinstance(argument, ast.Starred):
        return _is_part(program, argument.value)
    if isinstance(argument, ast.Subscript):
        return Kind.DATA in program.values(argument.value)
    return any(isinstance(box.node, ast.Starred) for box in only(Box, program.values(argument)))


def _callees(program: Program, node: ast.AST) -> frozenset[str]:
    return _named(program, node.func) if isinstance(node, ast.Call) else frozenset()


def _named(program: Program, node: ast.AST) -> frozenset[str]:
    return frozenset(value.dotted for value in only(Named, program.values(node)))


def _short(dotted: str) -> str:
    package, _, name = dotted.rpartition(".")
    return f"np.{name}" if package.startswith("numpy") else name
