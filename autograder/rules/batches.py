"""Which parameters of a student's functions hold a batch of examples, as far as the text of the code can tell."""

import ast

from autograder.rules.scopes import FunctionNode, Scope


def gets_batches(node: FunctionNode, outer: Scope, statement: ast.stmt, asked: set[str], called: set[str]) -> bool:
    """Whether the examiner may call a function, or nobody is seen to call it by name.

    outer: the scope that the function stands in; statement: the top-level statement around it. asked: the names that
    the examiner calls; called: the names that the notebook calls. A constructor gets settings, not batches.
    """
    names = {getattr(node, "name", None)}
    if isinstance(node, ast.Lambda) and isinstance(statement, ast.Assign) and statement.value is node:
        names = {target.id for target in statement.targets if isinstance(target, ast.Name)}
    if outer.is_class:
        if "__init__" in names:
            return False
        public = not any(name and name.startswith("_") and not name.endswith("__") for name in names)
    else:
        public = outer.parent is None and bool(names & asked)
    return public or not names & called


def batch_parameters(node: FunctionNode, has_receiver: bool) -> list[ast.arg]:
    """All parameters but the receiver, `*args`, `**kwargs` and what is used as a mapping."""
    mappings = set()
    for used in ast.walk(node):
        match used:
            case ast.Attribute(value=ast.Name(id=name), attr="items" | "keys" | "values"):
                mappings.add(name)
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str())):
                mappings.add(name)
    plain = [*node.args.posonlyargs, *node.args.args][has_receiver:]
    return [argument for argument in [*plain, *node.args.kwonlyargs] if argument.arg not in mappings]
