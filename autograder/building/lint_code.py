"""Rules for the code of a cell, checked in its syntax tree and symbol table without running it.

Each rule returns pairs of an offset (a line of the cell, from 0) and a text that says what is wrong and what to do.
"""

import ast
import symtable
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from IPython.core.inputtransformer2 import TransformerManager

Fault = tuple[int, str]

# Functions that accept empty arrays, broadcast, or let NaN through; found under any name they are imported as.
BARE_COMPARISONS = frozenset(
    {
        "allclose", "array_equal", "array_equiv", "assert_allclose", "assert_almost_equal", "assert_approx_equal",
        "assert_array_almost_equal", "assert_array_almost_equal_nulp", "assert_array_equal", "assert_array_less",
        "assert_array_max_ulp", "assert_close", "assert_equal", "assert_near", "isclose",
    }
)  # fmt: skip
_BARE_PATHS = ("numpy.testing", "torch.testing", "torch.equal", "numpy.equal", "tensorflow.equal", "pytest.approx")
# What of coursekit.check can fail a check: `passed` and `register` cannot.
_FAILING = frozenset(
    {"array", "at_least", "at_most", "close", "equal", "fail", "keys", "number", "pair", "partial", "unchanged"}
)
# What of pyplot draws nothing.
_PYPLOT_SETTINGS = ("rcParams", "rc", "style", "ion", "ioff", "close", "cm", "colormaps", "get_cmap", "switch_backend")
_COMPREHENSIONS = ("listcomp", "setcomp", "dictcomp", "genexpr")


@dataclass(frozen=True)
class Code:
    """A code cell that is valid Python once IPython's own syntax is translated."""

    python: str
    tree: ast.Module

    @classmethod
    def read(cls, text: str) -> "Code":
        """Raises SyntaxError, with the line in the cell."""
        python = TransformerManager().transform_cell(text)
        return cls(python, ast.parse(python))

    def read_names(self, bodies: bool) -> set[str]:
        """Global names that the cell reads: when it runs, and with `bodies` also inside its functions."""

        def read(table: symtable.SymbolTable, top: bool) -> Iterator[str]:
            for symbol in table.get_symbols():
                if symbol.is_referenced() and (top or symbol.is_global()):
                    yield symbol.get_name()
            for child in table.get_children():
                if bodies or child.get_type() == "class" or child.get_name() in _COMPREHENSIONS:
                    yield from read(child, False)

        return set(read(symtable.symtable(self.python, "cell", "exec"), True))

    @property
    def defines(self) -> set[str]:
        """Names that the cell binds at its top level, including those of `except … as e`."""
        symbols = symtable.symtable(self.python, "cell", "exec").get_symbols()
        return {symbol.get_name() for symbol in symbols if symbol.is_assigned() or symbol.is_imported()}

    def line_of(self, name: str) -> int:
        """The first line of the cell, from 0, that reads a name."""
        nodes = (node for node in ast.walk(self.tree) if isinstance(node, ast.Name) and node.id == name)
        return min((node.lineno - 1 for node in nodes if isinstance(node.ctx, ast.Load)), default=0)

    def imports(self) -> dict[str, str]:
        """What each imported name stands for: `np` for numpy, `close` for numpy.allclose."""
        found: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    top = alias.name.split(".")[0]  # `import a.b` binds a, `import a.b as c` binds a.b
                    found[alias.asname or top] = alias.name if alias.asname else top
            elif isinstance(node, ast.ImportFrom):
                found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        return found


def bare_comparisons(code: Code, imports: dict[str, str], *, check: bool) -> list[Fault]:
    """Comparisons that silently accept wrong answers, in a check or in a setup cell, whose helpers checks use."""
    found: dict[int, str] = {}
    for node in ast.walk(code.tree):
        said = _bare(node, imports) or (check and _truth_of_many(node, imports)) or ""
        if said:
            found.setdefault(node.lineno - 1, said)
    place = "a check" if check else "a setup cell, whose helpers checks may use,"
    return [
        (line, f"{said} in {place} passes empty, broadcast or NaN arrays; compare with check.close, equal or at_most")
        for line, said in found.items()
    ]


def _bare(node: ast.AST, imports: dict[str, str]) -> str | None:
    """The bare comparison that a node names, imports or hides in a string for getattr."""
    match node:
        case ast.Attribute() | ast.Name():
            path = dotted(node, imports)
            last = path.rsplit(".", 1)[-1] if path else getattr(node, "attr", "")
            bare = last in BARE_COMPARISONS or any(path == p or path.startswith(p + ".") for p in _BARE_PATHS)
            return f"a bare {ast.unparse(node)}" if bare else None
        case ast.Import():
            paths = [alias.name for alias in node.names]
        case ast.ImportFrom():
            paths = [f"{node.module}.{alias.name}" for alias in node.names]
        case ast.Constant(value=str() as text) if text in BARE_COMPARISONS:
            return f'the name "{text}"'
        case _:
            return None
    for path in paths:
        if path.rsplit(".", 1)[-1] in BARE_COMPARISONS or path.startswith(_BARE_PATHS):
            return f"importing {path}"
    return None


def _truth_of_many(node: ast.AST, imports: dict[str, str]) -> str | None:
    """`assert …` and `(a == b).all()`: both skip the comparator, and `all` of nothing is true."""
    if isinstance(node, ast.Assert):
        return "a bare assert"
    if not isinstance(node, ast.Call):
        return None
    method = isinstance(node.func, ast.Attribute) and node.func.attr == "all"
    tested = [*node.args, *([node.func.value] if method else [])]
    if not method and dotted(node.func, imports) not in ("all", "numpy.all", "torch.all"):
        return None
    compares = any(isinstance(inner, ast.Compare) for part in tested for inner in ast.walk(part))
    return "all() of a comparison" if compares else None


def figures_without_alt(code: Code, imports: dict[str, str]) -> list[Fault]:
    """Figures drawn by pyplot or shown by IPython's Image without alternative text."""
    calls = [node for node in ast.walk(code.tree) if isinstance(node, ast.Call)]
    described = any(
        any(word.arg == "alt" for word in call.keywords)
        or (dotted(call.func, imports).endswith("Picture") and len(call.args) > 1)
        for call in calls
    )
    for call in sorted(calls, key=lambda call: call.lineno):
        path = dotted(call.func, imports)
        drawn = path.startswith(("matplotlib.pyplot.", "matplotlib.pylab."))
        if drawn and path.split(".")[2] not in _PYPLOT_SETTINGS and (path.endswith(".show") or not described):
            advice = 'draw it with coursekit.pictures, or return pictures.Picture(figure, alt="...")'
            return [(call.lineno - 1, f"a figure without alt text ({ast.unparse(call.func)}); {advice}")]
        if path == "IPython.display.Image" and not any(word.arg == "alt" for word in call.keywords):
            return [(call.lineno - 1, 'a figure without alt text (Image); give it alt="..."')]
    return []


def submitted_files(code: Code) -> list[tuple[int, str]]:
    """The names in `submitted_file("…")`, each with its line."""
    calls = (node for node in ast.walk(code.tree) if isinstance(node, ast.Call) and node.args)
    named = ((node, node.args[0]) for node in calls if dotted(node.func, {}) == "submitted_file")
    return [(node.lineno - 1, name.value) for node, name in named if isinstance(name, ast.Constant)]


def can_fail(code: Code, imports: dict[str, str], failing_helpers: set[str]) -> bool:
    """Whether a cell calls something that can fail: the comparator, or a helper that uses it."""
    return any(_fails(node, imports, failing_helpers) for node in ast.walk(code.tree))


def failing_helpers(codes: Iterable[Code], imports: dict[str, str]) -> set[str]:
    """The functions of setup cells that can fail a check, directly or through other helpers."""
    functions = [node for code in codes for node in ast.walk(code.tree) if isinstance(node, ast.FunctionDef)]
    found: set[str] = set()
    while True:
        new = {
            function.name
            for function in functions
            if function.name not in found and any(_fails(node, imports, found) for node in ast.walk(function))
        }
        if not new:
            return found
        found |= new


def _fails(node: ast.AST, imports: dict[str, str], helpers: set[str]) -> bool:
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute) and node.func.attr == "assert_passed":
        return True
    path = dotted(node.func, imports).replace("coursekit.checking.", "coursekit.", 1)
    if path in ("coursekit.growth.check_no_loop", "coursekit.predictions.check_accuracy"):
        return True
    return path in helpers or (path.startswith("coursekit.check.") and path.rsplit(".", 1)[-1] in _FAILING)


def dotted(node: ast.AST, imports: dict[str, str]) -> str:
    """`numpy.testing.assert_equal` for `np.testing.assert_equal`; empty if the node is not a dotted name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([imports.get(node.id, node.id), *reversed(parts)])
