"""What calls of Python's and libraries' functions may return, as far as rules need to know it."""

import ast
from typing import TYPE_CHECKING

from autograder.rules.meanings import (
    COUNTING,
    IMPORTERS,
    LIBRARIES,
    NAMESPACES,
    PASSING,
    SHELL,
    TURNING,
    Box,
    Class,
    Getter,
    Instance,
    Kind,
    Named,
    Number,
    Text,
    Value,
    only,
    shape_of,
    turned,
)

if TYPE_CHECKING:
    from autograder.rules.evaluate import Evaluation


def library_call(known: "Evaluation", node: ast.Call, dotted: str) -> set[Value]:
    """What a call of the function with this full name may return; nothing for one that is not known."""
    arguments = [known.values(argument) for argument in node.args]
    everything = frozenset().union(*arguments)
    package, name = dotted.partition(".")[0], dotted.rpartition(".")[2]
    match dotted:
        case "builtins.getattr" if len(node.args) > 1:
            reached = [known.attribute(arguments[0], text) for text in known.texts(node.args[1])]
            return set().union(*reached, *arguments[2:])
        case "operator.attrgetter" | "operator.methodcaller" if node.args:
            return {Getter(text, name == "methodcaller") for text in known.texts(node.args[0])}
        case _ if dotted in IMPORTERS and node.args:
            names = known.texts(node.args[0])
            return {Named(text) for text in names} | (
                {Named(text.partition(".")[0]) for text in names} if name == "__import__" else set()
            )
        case _ if dotted in SHELL:
            return {Named("IPython.shell")}
        case "builtins.vars" if node.args:
            return {Named(f"{value.dotted}.__dict__") for value in only(Named, arguments[0])}
        case _ if dotted in NAMESPACES:
            return {Kind.NAMESPACE}
        case "builtins.chr" if node.args:
            return {Text(chr(n.number)) for n in only(Number, arguments[0]) if 0 <= n.number < 0x110000}
        case "builtins.ord" if node.args:
            return {Number(ord(t.text)) for t in only(Text, arguments[0]) if len(t.text) == 1}
        case "builtins.str" | "builtins.bytes" if node.args:
            return {Text(text) for text in known.texts(node.args[0])}
        case "builtins.type" if len(node.args) == 1:
            return {Class(v.node) for v in only(Instance, arguments[0])} | (arguments[0] & {Kind.LIBRARY})
        case "builtins.len":
            return {Kind.SIZE, Kind.LIBRARY} if Kind.DATA in everything else {Kind.LIBRARY}
        case "builtins.range":
            return _range(known, node)
        case "builtins.next":
            return set(known.elements(everything))
        case "builtins.map":
            return {Box(node)} | (everything & {Kind.DATA})
        case "builtins.set":  # of a batch of labels: its classes
            return set(everything) - (set() if positions(known, node.args) else {Kind.DATA})
        case "numpy.shape" | "tensorflow.shape":
            return shape_of(everything) or {Kind.LIBRARY}
        case _ if name in TURNING and package in LIBRARIES and everything & {Kind.DATA, Kind.TURNED}:
            return turned(everything)
        case "numpy.size":
            return {Kind.SIZE} if Kind.DATA in everything else {Kind.LIBRARY}
        case "numpy.ndim" | "numpy.unique" | "torch.unique":
            return {Kind.LIBRARY}
        case "builtins.compile" if node.args:
            return set(arguments[0])
        case _ if dotted.startswith("coursekit."):
            return {Kind.GIVEN}
        case _ if dotted in PASSING:
            return {Box(node), *everything}
        case _ if name in COUNTING and known.tainted(*node.args) and Kind.DATA not in known.tainted(*node.args):
            return {Kind.SIZE, Kind.LIBRARY}
        case _ if package in LIBRARIES or name in COUNTING:
            return {Kind.LIBRARY} | depends(known, node)
    return set()


def positions(known: "Evaluation", nodes: list[ast.expr]) -> bool:
    """Whether one of these expressions counts through the examples."""
    called = [known.values(node.func) for node in nodes if isinstance(node, ast.Call)]
    return any({Named("builtins.range"), Named("numpy.arange")} & values for values in called)


def _range(known: "Evaluation", node: ast.Call) -> set[Value]:
    """A range up to a size of the batch runs over its examples; in steps of more than one, over mini-batches."""
    if len(node.args) == 3 and Number(1) not in known.values(node.args[2]):
        return set()
    return {Kind.DATA} if known.tainted(*node.args) & {Kind.SIZE, Kind.SHAPE} else set()


def depends(known: "Evaluation", node: ast.Call) -> set[Value]:
    """DATA where a library's function is given anything of the batch, its sizes included."""
    arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
    return {Kind.DATA} if known.tainted(*arguments) else set()
