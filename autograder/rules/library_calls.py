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
        case "builtins.len" | "builtins.range":
            return {Kind.LIBRARY}
        case "builtins.next":
            return set(known.elements(everything))
        case "builtins.map":
            return {Box(node)} | (everything & {Kind.DATA})
        case "builtins.set":
            return set(everything)
        case "builtins.compile" if node.args:
            return set(arguments[0])
        case _ if dotted.startswith("coursekit."):
            return {Kind.GIVEN}
        case _ if dotted in PASSING:
            return {Box(node), *everything}
        case _ if package in LIBRARIES or name in COUNTING:
            return {Kind.LIBRARY} | depends(known, node)
    return set()


def depends(known: "Evaluation", node: ast.Call) -> set[Value]:
    """DATA where a function of a library is given any."""
    return set(known.handed_in(*node.args, *(keyword.value for keyword in node.keywords)))
