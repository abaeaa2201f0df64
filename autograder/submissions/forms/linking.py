"""Links modules into one namespace, as a notebook has it: each name of each module gets one name there.

`from layers import relu as r` makes `r` mean `relu`, and `layers.relu` becomes `relu`. A helper's name that two modules
bind differently is changed in one of them. Imports of handed-in modules disappear, and so do those of a hand-out's own
modules, whose names the notebook or the course's package has. Lines keep their numbers.
"""

import ast
import builtins
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

import coursekit
from autograder.scopes import ScopeBuilder
from autograder.submissions.forms.modules import Module, is_library, linked

Symbol = tuple[Module, str]  # a name of a module's top level
_Edit = tuple[int, int, int, int, str]  # line, byte, end line, end byte (as `ast` counts), new text


@dataclass
class Linked:
    """A module as it is in the common namespace."""

    module: Module
    text: str
    aliases: list[tuple[int, str]] = field(default_factory=list)  # lines of code to run at this line of the file


class Clash(Exception):
    """Two files define an asked name, differently; the message is a sentence."""


def link(modules: list[Module], asked: set[str], given: set[str]) -> tuple[list[Linked], list[str]]:
    """Link modules, each after those that it imports; also returns sentences about what could not be linked.

    asked: the names that answers define. given: those that the notebook's setup cells have. Raises `Clash`.
    """
    linker = _Linker(modules, asked, given)
    return [linker.rewrite(module) for module in modules if not module.fault], linker.sentences


class _OwnBindings(ScopeBuilder):
    """Binds what a module binds itself, without the given imports."""

    def __init__(self, without: set[ast.AST]):
        super().__init__()
        self._without = without

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        if node not in self._without:
            super().visit_Import(node)

    visit_ImportFrom = visit_Import


class _Linker:
    def __init__(self, modules: list[Module], asked: set[str], given: set[str]):
        self._given = given
        self.sentences: list[str] = []
        self._modules = modules
        self._links = {
            module: {node: found for node in module.nodes() if (found := linked(node, modules, module))}
            for module in modules
        }
        self._tried = {module: set(_tried(module)) for module in modules}
        self._own = {module: self._own_names(module) for module in modules}
        self._tables: dict[Module, dict[str, Symbol]] = {}
        for module in modules:
            self._tables[module] = self._table(module)
        self._final = self._final_names(asked)
        self._meanings: dict[str, str] = {}  # of names that f-strings use

    # --- what each name means ---

    def _own_names(self, module: Module) -> set[str]:
        if module.fault:
            return module.bound
        bindings = _OwnBindings(set(self._links[module]))
        bindings.add(module.body, 0)
        return bindings.module.bound

    def _table(self, module: Module) -> dict[str, Symbol]:
        """What the names of a module's top level mean."""
        table: dict[str, Symbol] = {}
        for node, found in self._links[module].items():
            if not isinstance(node, ast.ImportFrom) or module.scopes.where[node] is not module.scopes.module:
                continue
            for other in found.values():
                exports = self._tables.get(other) or {name: (other, name) for name in self._own[other]}
                for alias in node.names:
                    if alias.name == "*":
                        names = other.exported | {name for name in exports if not name.startswith("_")}
                        table |= {name: exports[name] for name in names if name in exports}
                    elif alias.name not in found:
                        table[alias.asname or alias.name] = exports.get(alias.name, (other, alias.name))
        return table | {name: (module, name) for name in self._own[module]}

    def _module_names(self, module: Module, node: ast.AST) -> dict[str, Module]:
        """The names that an import statement binds to handed-in modules."""
        found = self._links[module].get(node, {})
        names = {
            alias.asname or alias.name: found[alias.name] for alias in getattr(node, "names", []) if alias.name in found
        }
        return {name: other for name, other in names.items() if isinstance(node, ast.Import) or name != "*"}

    def _final_names(self, asked: set[str]) -> dict[Symbol, str]:
        final: dict[Symbol, str] = {}
        owners: dict[str, Module] = {}
        used = set().union(*self._own.values()) | asked
        for module in self._modules:
            for name in sorted(self._own[module]):
                final[module, name] = name
                if name.startswith("__") or name not in owners:
                    owners.setdefault(name, module)
                elif self._code_of(owners[name], name) != self._code_of(module, name):
                    if name in asked:
                        raise Clash(self._clash(name, owners[name], module))
                    new = f"{name}_of_{module.name}"
                    while new in used:
                        new += "_"
                    used.add(new)
                    final[module, name] = new
        return final

    def _clash(self, name: str, first: Module, second: Module) -> str:
        places = " and ".join(f"{module.file} (line {self._line_of(module, name)})" for module in (first, second))
        return f"{places} both define {name}, and not alike; hand in only the one that counts."

    def _code_of(self, module: Module, name: str) -> list[str] | None:
        """The statements that bind a name, as code without blanks and comments; None where it cannot be read."""
        return None if module.fault else [ast.dump(node) for node in self._binding(module, name)]

    def _line_of(self, module: Module, name: str) -> int:
        if module.fault:
            return next((n for n, line in enumerate(module.text.split("\n"), 1) if re.search(rf"\b{name}\b", line)), 1)
        return next((node.lineno for node in self._binding(module, name)), 1)

    def _binding(self, module: Module, name: str) -> list[ast.stmt]:
        found = []
        for statement in module.body:
            bindings = _OwnBindings(set(self._links[module]))
            bindings.add([statement], 0)
            if name in bindings.module.bound:
                found.append(statement)
        return found

    # --- the new text ---

    def rewrite(self, module: Module) -> Linked:
        done = Linked(module, module.text)
        edits: set[_Edit] = set()
        in_text = {inner for node in module.nodes() if isinstance(node, ast.JoinedStr) for inner in ast.walk(node)}
        modules_named: dict[str, Module] = {}
        for node in self._links[module]:
            modules_named |= self._module_names(module, node)
        table, spoken = self._tables[module], set()
        for node in list(module.nodes()):
            new = None
            match node:
                case ast.Attribute(value=ast.Name(id=name) as base, attr=attr) if name in modules_named:
                    symbol = self._tables[modules_named[name]].get(attr)
                    spoken.add(base)
                    if symbol is None:
                        self._say(module, node, f"{modules_named[name].file} has no '{attr}'")
                        continue
                    new = self._name_at(module, node, symbol, done, may_stay=False)
                case ast.Name(id=name) if name in modules_named and node not in spoken and name not in table:
                    self._say(
                        module,
                        node,
                        f"'{name}' stands alone, and in a notebook there is no such module; name what is meant",
                    )
                    continue
                case ast.Name(id=name) if name in table and module.is_global(node, name):
                    new = self._name_at(module, node, table[name], done)
                    new = None if new == name else new
                case (
                    ast.FunctionDef(name=name)
                    | ast.AsyncFunctionDef(name=name)
                    | ast.ClassDef(name=name)
                    | ast.ExceptHandler(name=str() as name)
                ):
                    if self._is_renamed(module, node, name):
                        edits |= self._renaming(module, node, name)
                    continue
                case ast.Global(names=names):
                    words = [self._final.get(table.get(name), name) for name in names]
                    new = f"global {', '.join(words)}" if words != names else None
                case ast.Import() | ast.ImportFrom():
                    new = self._import(module, node, done)
            if new is None:
                continue
            if node in in_text:
                if isinstance(node, ast.Name) and self._may_mean(node.id, new):
                    self._alias(done, node.id, new)
                    continue
                self._say(
                    module, node, "a name inside of an f-string could not be followed; put it into a variable first"
                )
                continue
            edits.add((node.lineno, node.col_offset, node.end_lineno, node.end_col_offset, new))
        done.text = _edited(module.text, edits)
        return done

    def _is_renamed(self, module: Module, node: ast.AST, name: str) -> bool:
        at_top = module.scopes.where[node].home(name) is module.scopes.module
        return at_top and self._final.get((module, name), name) != name

    def _name_at(self, module: Module, node: ast.AST, symbol: Symbol, done: Linked, *, may_stay: bool = True) -> str:
        """How a symbol is written at a node: by its name, or by an alias where a local name hides it."""
        name = self._final.get(symbol, symbol[1])
        if may_stay and getattr(node, "id", None) == name:
            return name
        if module.local(node, name) is None:
            return name
        alias = f"{symbol[0].name}_{symbol[1]}"
        self._alias(done, alias, name)
        return alias

    def _may_mean(self, name: str, meaning: str) -> bool:
        """Whether a name is free in the common namespace, and no other module wants it to mean something else."""
        taken = name in self._given or hasattr(builtins, name) or name in self._final.values()
        return not taken and self._meanings.setdefault(name, meaning) == meaning

    def _alias(self, done: Linked, alias: str, name: str) -> None:
        line = f"{alias} = {name}"
        if line not in [code for _, code in done.aliases]:
            done.aliases.append((1, line))

    def _renaming(self, module: Module, node: ast.stmt | ast.ExceptHandler, name: str) -> set[_Edit]:
        """The edit of a `def`, a `class` or an `except … as` that binds a renamed name; none where it is not found."""
        head = module.text.split("\n")[node.lineno - 1 : node.body[0].lineno]
        for number, line in enumerate(head, node.lineno):
            for word in re.finditer(r"\b(?:def|class|as)\s+(\w+)", line):
                if unicodedata.normalize("NFKC", word[1]) == name:  # as Python reads names
                    start, end = (len(line[:place].encode()) for place in word.span(1))
                    return {(number, start, number, end, self._final[module, name])}
        self._say(module, node, f"'{name}' could not be told from another file's; give it a name of its own")
        return set()

    def _import(self, module: Module, node: ast.Import | ast.ImportFrom, done: Linked) -> str | None:
        """The text of an import: without handed-in modules, and with the new names of what is imported."""
        found = self._links[module].get(node, {})
        at_top = module.scopes.where[node] is module.scopes.module
        if isinstance(node, ast.ImportFrom) and found and not set(found) & {alias.name for alias in node.names}:
            (other,) = found.values()
            return "; ".join(self._bound_here(module, node, other, at_top)) or "pass"
        if isinstance(node, ast.ImportFrom) and not found and self._is_unknown(node):
            return self._given_by_the_course(module, node)
        kept = [alias for alias in node.names if alias.name not in found and not self._is_missing(module, node, alias)]
        renamed = [
            ast.alias(alias.name, self._final[module, alias.asname or alias.name])
            if at_top
            and self._final.get((module, alias.asname or alias.name), alias.asname or alias.name)
            != (alias.asname or alias.name)
            else alias
            for alias in kept
        ]
        if renamed == node.names:
            return None
        if not renamed:
            return "pass"
        again = (
            ast.Import(renamed) if isinstance(node, ast.Import) else ast.ImportFrom(node.module, renamed, node.level)
        )
        return ast.unparse(again)

    def _is_unknown(self, node: ast.ImportFrom) -> bool:
        return node.level > 0 or not is_library((node.module or "").partition(".")[0])

    def _is_missing(self, module: Module, node: ast.Import | ast.ImportFrom, alias: ast.alias) -> bool:
        """Whether `import name` names what is neither handed in nor installed; without it, the rest still runs.

        Where it is tried, it fails as it would have.
        """
        missing = isinstance(node, ast.Import) and not is_library(alias.name.partition(".")[0])
        missing &= node not in self._tried[module]
        if missing:
            self._say(module, node, f"'{alias.name}' was not handed in, and is not installed where this is graded")
        return missing

    def _given_by_the_course(self, module: Module, node: ast.ImportFrom) -> str | None:
        """A hand-out's own module was not handed in; its names are the notebook's or the course's package's."""
        lines = []
        known = self._given | set(coursekit.__all__) | {"*"}
        if node in self._tried[module] and any(alias.name not in known for alias in node.names):
            return None  # it fails, as it would have
        for alias in node.names:
            name, new = alias.name, alias.asname or alias.name
            if name in self._given or name == "*":
                lines += [f"{new} = {name}"] if new != name else []
            elif name in coursekit.__all__:
                lines.append(f"from coursekit import {name}" + (f" as {new}" if new != name else ""))
            else:
                source = "." * node.level + (node.module or "")
                self._say(module, node, f"'{name}' of {source} was not handed in, and the course has no such name")
        return "; ".join(lines) or "pass"

    def _bound_here(self, module: Module, node: ast.ImportFrom, other: Module, at_top: bool) -> list[str]:
        """An import as assignments: in a function, and at the top where the module binds the same name once more.

        Other names are followed to where they are used.
        """
        table = self._tables[other]
        names = {alias.asname or alias.name: table.get(alias.name, (other, alias.name)) for alias in node.names}
        if at_top:
            names = {name: symbol for name, symbol in names.items() if name in self._own[module]}
        finals = {
            self._final[module, name] if at_top else name: self._final.get(symbol, symbol[1])
            for name, symbol in names.items()
        }
        return [f"{name} = {final}" for name, final in finals.items() if name != final]

    def _say(self, module: Module, node: ast.AST, what: str) -> None:
        self.sentences.append(f"{module.file}, line {node.lineno}: {what}.")


def _tried(module: Module) -> Iterator[ast.AST]:
    """What stands in the body of a `try`."""
    for node in module.nodes():
        if isinstance(node, ast.Try):
            for statement in node.body:
                yield from ast.walk(statement)


def _edited(text: str, edits: set[_Edit]) -> str:
    """The text with all edits; where a statement of several lines becomes shorter, empty lines follow."""
    lines = [line.encode() for line in text.split("\n")]
    for first, start, last, end, new in sorted(edits, reverse=True):
        rest = lines[last - 1][end:]
        lines[first - 1] = lines[first - 1][:start] + new.encode() + (rest if first == last else b"")
        if first != last:
            lines[first:last] = [b""] * (last - first)
            lines[last - 1] = rest
    return "\n".join(line.decode() for line in lines)
