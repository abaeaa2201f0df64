"""Matches submitted cells with released cells: by `grade_id`, else by cell id, else by text and defined names.

A submission's metadata proves nothing. The matches only decide which text goes into which released cell.
"""

import ast
import hashlib
import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

from nbformat import NotebookNode

from autograder.cell_code import MAX_COST, cost, parse
from autograder.roles import Role, grade_id, role

FILL_IN = "FILL_IN"  # what every stub contains
MAX_PARSED = 100_000  # characters of a cell that are read as Python; longer ones only line by line
MAX_COST_IN_ALL = 3_000_000  # of reading all cells as Python, as `cell_code.cost` counts: some seconds
REMEMBERED = 256  # cells, because unedited ones are the same in every submission

_LOCKED = (Role.SETUP, Role.EXPERIMENT, Role.CHECK)
_DEFINITION = re.compile(r"^(?:async[ \t]+def|def|class)[ \t]+(\w+)", re.MULTILINE)
_RUN_IN_PLACE = re.compile(r"\A\s*%%(?:time|capture)\b.*\n")  # cell magics that run the rest of the cell unchanged


def plain(text: str) -> str:
    """Text for comparing, without trailing blanks and empty lines, which editors and Colab change."""
    return "\n".join([kept for line in text.splitlines() if (kept := line.rstrip())])


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def _tree(source: str) -> ast.Module | None:
    """The syntax tree of a cell; None if it is not Python or too long."""
    if len(source) > MAX_PARSED:
        return None
    return parse(_RUN_IN_PLACE.sub("", source))


@lru_cache(REMEMBERED)
def defined(source: str, *, guess: bool = True) -> frozenset[str]:
    """The functions, classes and variables that a cell binds at its top level, without imports.

    If the cell is not Python: the names in its `def` and `class` lines if `guess`, else none.
    """
    tree = _tree(source)
    if tree is None:
        return _guessed(source) if guess else frozenset()
    found: set[str] = set()
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif not isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            waiting += ast.iter_child_nodes(node)
    return frozenset(found)


def _guessed(source: str) -> frozenset[str]:
    return frozenset(_DEFINITION.findall(source))


def answers_define(source: NotebookNode) -> dict[str, set[str]]:
    """For each answer cell of a pristine source, the names by which a submitted cell is recognised as its answer.

    These are its functions and classes, and the variables that other cells use, except names that several answers
    define.
    """
    answers = {grade_id(cell): cell.source for cell in source.cells if role(cell) is Role.ANSWER}
    code = [cell.source for cell in source.cells if cell.cell_type == "code"]
    spoken = {text: words(text) for text in code}
    found = {}
    for name, text in answers.items():
        used = set().union(*(spoken[other] for other in code if other is not text))
        found[name] = set(_DEFINITION.findall(text)) | (defined(text) & used)
    return {
        name: names - set().union(*(others for other, others in found.items() if other != name))
        for name, names in found.items()
    }


def same_code(a: str, b: str) -> bool:
    """Whether two cells differ only in blanks, comments and docstrings."""
    if plain(a) == plain(b):
        return True
    codes = _bare(a), _bare(b)
    return None not in codes and codes[0] == codes[1]


@lru_cache(REMEMBERED)
def _bare(source: str) -> bytes | None:
    """A hash of a cell's code without blanks, comments and docstrings; None if it cannot be parsed."""
    tree = _tree(source)
    if tree is None:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and ast.get_docstring(
            node, clean=False
        ):
            del node.body[0]
    try:
        return hashlib.sha256(ast.dump(tree).encode(errors="replace")).digest()
    except RecursionError:
        return None


@dataclass
class CellMatch:
    """The submitted cells that belong to one released cell."""

    chosen: int | None = None  # the submitted cell whose text counts as the answer
    parts: list[int] = field(default_factory=list)  # further cells that belong to that answer
    own: list[int] = field(default_factory=list)  # submitted cells recognised as copies of this cell
    host: int | None = None  # another released cell whose chosen cell contains this answer as well
    by_names: bool = False  # chosen for the names it defines


class Recognition:
    """Matches submitted cells with released cells and chooses the answers. Cells are referred to by their index.

    In this class and in `rebuild`, `p` is the index of a released cell and `i` that of a submitted cell.
    """

    def __init__(self, release: NotebookNode, submitted: NotebookNode, define: dict[str, set[str]]):
        self.released = release.cells
        self._plain: dict[str, str] = {}
        self._lines: dict[int, set[str]] = {}  # of released text cells
        self._left = MAX_COST_IN_ALL
        self.roles = [role(cell) for cell in self.released]
        self._define = {p: define.get(grade_id(cell), set()) for p, cell in self._cells_of_role(Role.ANSWER)}
        self._wanted = set().union(*self._define.values())
        self.submitted = self._without_marks(submitted.cells)
        self.matches = [CellMatch() for _ in self.released]
        self.origin: list[int | None] = [None] * len(self.submitted)
        self.by_text: set[int] = set()  # submitted cells recognised by their text alone
        self.texts = [cell.source for cell in self.submitted]  # the text of each submitted cell that counts
        self._names = [self._names_of(i, text) for i, text in enumerate(self.texts)]
        self._by_metadata()
        self._cut_stubs()
        self._by_their_text()
        for i, p in enumerate(self.origin):
            if p is not None:
                self.matches[p].own.append(i)
        self._choose_own_answers()
        self._choose_by_names()
        self._choose_written()

    def is_of_this_notebook(self) -> bool:
        """Whether the submission has a cell that only this notebook has (others may share setup and text)."""
        recognised = (p for i, p in enumerate(self.origin) if p is not None and i not in self.by_text)
        by_text = (p for i, p in enumerate(self.origin) if i in self.by_text)
        return (
            any(self.matches[p].chosen is not None for p in self._define)
            or any(self.roles[p] not in (Role.SETUP, Role.TEXT) for p in recognised)
            or any(self.roles[p] in (Role.ANSWER, Role.EXPERIMENT, Role.CHECK) for p in by_text)
        )

    def touched(self, i: int, p: int) -> bool:
        """Whether submitted cell `i` contains anything that released cell `p` does not."""
        text, ours = self.plain(self.texts[i]), self.plain(self.released[p].source)
        if self.roles[p] is not Role.TEXT or text == ours:
            return bool(text) and text != ours
        if p not in self._lines:
            self._lines[p] = {line.strip(" #") for line in ours.splitlines()}
        return any(line.strip(" #") not in self._lines[p] for line in text.splitlines())

    def plain(self, text: str) -> str:
        """The same as the function, which is computed once for each text."""
        return self._plain.get(text) or self._plain.setdefault(text, plain(text))

    def in_order(self) -> dict[int, int]:
        """Submitted cell -> released cell, for the most cells that are in the released order."""
        placed: dict[int, int] = {}
        for p, match in enumerate(self.matches):
            # Further copies of a locked cell say nothing about where their neighbours belong.
            own = match.own[:1] if self.roles[p] in (*_LOCKED, Role.TEXT) else match.own
            placed |= dict.fromkeys([*own, *match.parts], p)
        placed |= {match.chosen: p for p, match in enumerate(self.matches) if match.chosen is not None}
        return _longest_ascent([(i, placed[i]) for i in sorted(placed)])

    # --- which released cell is it? ---

    def _cells_of_role(self, *roles: Role) -> list[tuple[int, NotebookNode]]:
        return [(p, cell) for p, cell in enumerate(self.released) if self.roles[p] in roles]

    def _without_marks(self, submitted: list[NotebookNode]) -> list[NotebookNode]:
        """The submitted cells; those that were code before they became headings without the mark that reading put."""
        code = [cell for cell in self.released if cell.cell_type == "code"]
        ids, names = {cell.id for cell in code}, {grade_id(cell) for cell in code} - {None}
        texts = {self.plain(cell.source) for cell in code}
        cells = []
        for cell in submitted:
            if mark := cell.metadata.get("heading"):
                text = cell.source[len(mark) :]
                known = cell.get("id") in ids or grade_id(cell) in names or self.plain(text) in texts
                if known or (self._may_parse(text) and defined(text, guess=False) & self._wanted):
                    cell = NotebookNode({**cell, "source": text})
            cells.append(cell)
        return cells

    def _by_metadata(self) -> None:
        by_grade_id = {grade_id(cell): p for p, cell in enumerate(self.released) if grade_id(cell)}
        by_id = {cell.id: p for p, cell in enumerate(self.released)}
        for i, cell in enumerate(self.submitted):
            p = by_grade_id.get(grade_id(cell))
            self.origin[i] = by_id.get(cell.get("id")) if p is None else p
            if self.origin[i] in self._define and self._answers(i) and not self._defines(i, self.origin[i]):
                self.origin[i] = None  # another answer was pasted over this one

    def _names_of(self, i: int, text: str) -> set[str]:
        if not any(name in text and re.search(rf"\b{name}\b", text) for name in self._wanted):
            return set()
        if self._may_parse(text):
            return defined(text, guess=self._is_code(i)) & self._wanted
        return _guessed(text) & self._wanted if self._is_code(i) else set()

    def _may_parse(self, text: str) -> bool:
        """Whether there is time to read a text as Python."""
        if len(text) > MAX_PARSED or (spent := cost(text)) > self._left:
            return False
        self._left -= min(spent, MAX_COST)
        return True

    def _cut_stubs(self) -> None:
        """Remove released stubs from cells with other content: in merged cells they would overwrite answers."""
        for p, cell in self._cells_of_role(Role.ANSWER):
            stub = re.compile(rf"^{re.escape(cell.source)}$\n?", re.MULTILINE)
            for i, text in enumerate(self.texts):
                if not self._is_code(i) or cell.source not in text:
                    continue
                rest = stub.sub("", text)
                if rest == text or not rest.strip():
                    continue
                names = self._names_of(i, rest)
                if self.origin[i] != p or names & self._define[p]:
                    self.texts[i], self._names[i] = rest, names

    def _by_their_text(self) -> None:
        same: dict[str, list[int]] = defaultdict(list)
        for p, cell in enumerate(self.released):
            same[self.plain(cell.source)].append(p)
        claimed = {p for p in self.origin if p is not None}
        for i, text in enumerate(self.texts):
            if self.origin[i] is None and (places := same.get(self.plain(text))):
                self.origin[i] = next((p for p in places if p not in claimed), places[0])
                claimed.add(self.origin[i])
                self.by_text.add(i)

    def _defines(self, i: int, p: int) -> bool:
        return bool(self._names[i] & self._define[p])

    def _answers(self, i: int) -> list[int]:
        return [p for p in self._define if self._defines(i, p)]

    # --- which cell is the answer? ---

    def _choose_own_answers(self) -> None:
        for p, cell in self._cells_of_role(Role.ANSWER):
            edited = [i for i in self.matches[p].own if self._is_answer(i, p, cell.source)]
            # Prefer copies without FILL_IN, then code over text, then the last copy.
            self.matches[p].chosen = max(edited, key=lambda i: (self._finished(i), self._is_code(i), i), default=None)
        for p, match in enumerate(self.matches):
            i = match.chosen
            if i is not None and not (self._finished(i) and self._is_code(i)):
                others = self._cover(p, code=True)
                if all(map(self._finished, others)) and self._define[p] <= set().union(
                    *(self._names[i] for i in others)
                ):
                    match.chosen = (
                        None  # another cell has all of this answer, and finished: `_choose_by_names` takes it
                    )

    def _is_answer(self, i: int, p: int, stub: str) -> bool:
        """Whether a copy of answer cell `p` was edited and is code, or at least text that defines its names."""
        text = self.texts[i]
        return bool(text.strip()) and (self._is_code(i) or self._defines(i, p)) and not self._same_code(text, stub)

    def _same_code(self, text: str, ours: str) -> bool:
        return self.plain(text) == self.plain(ours) or (self._may_parse(text) and same_code(text, ours))

    def _is_code(self, i: int) -> bool:
        return self.submitted[i].cell_type == "code"

    def _finished(self, i: int) -> bool:
        return FILL_IN not in self.texts[i]

    def _choose_by_names(self) -> None:
        """For answers whose own cell is missing or unedited, find other cells that define their names."""
        for p, cell in self._cells_of_role(Role.ANSWER):
            match = self.matches[p]
            if match.chosen is not None:
                continue
            cover = self._cover(p, code=True)
            retyped = [i for i in match.own if self.touched(i, p) and not self._same_code(self.texts[i], cell.source)]
            if not cover and retyped:
                match.chosen = retyped[-1]
                continue
            cover = cover or self._cover(p, code=False)
            taken = {self.matches[q].chosen: q for q in self._define}
            free = [i for i in cover if i not in taken and not any(i in other.parts for other in self.matches)]
            if free:
                match.chosen, *match.parts = free
                match.by_names = True
            elif hosts := [taken[i] for i in cover if i in taken]:
                self._share(p, hosts[0])
            else:  # nothing or only a comment was added
                match.chosen = next((i for i in reversed(match.own) if self.touched(i, p)), None)

    def _cover(self, p: int, *, code: bool) -> list[int]:
        """The fewest cells, from the last one backwards, that define this answer's names; finished ones if possible."""
        candidates = []
        for i, home in enumerate(self.origin):
            names = self._names[i] & self._define[p]
            if home is not None and self.roles[home] in _LOCKED:
                names -= defined(self.released[home].source)
            if home == p or (home in self._define and not self.touched(i, home)):
                continue  # a stub
            if names and self._is_code(i) is code:
                candidates.append((i, names))
        finished = [(i, names) for i, names in candidates if self._finished(i)]
        missing, cover = set(self._define[p]), []
        for i, names in reversed(finished or candidates):
            if names & missing:
                missing -= names
                cover.append(i)
        return sorted(cover)

    def _share(self, p: int, host: int) -> None:
        """One submitted cell answers two released cells; it is placed at the first of them."""
        first, second = sorted((p, host))
        if host != first:
            mine, theirs = self.matches[first], self.matches[second]
            mine.chosen, mine.parts, mine.by_names = theirs.chosen, theirs.parts, True
            theirs.chosen, theirs.parts = None, []
            for match in self.matches:
                match.host = first if match.host == second else match.host
        self.matches[second].host = first

    def _choose_written(self) -> None:
        """For written answers, choose the last edited copy, else text next to the unedited or missing cell."""
        used = {match.chosen for match in self.matches}
        for p, _ in self._cells_of_role(Role.WRITTEN):
            match = self.matches[p]
            edited = [i for i in match.own if self.touched(i, p)]
            match.chosen = edited[-1] if edited else next((i for i in self._beside(p) if i not in used), None)
            match.by_names = not edited and match.chosen is not None
            used.add(match.chosen)

    def _beside(self, p: int) -> list[int]:
        """Cells in which a student may have written answer `p`: new text below its cell or heading, then above."""
        heading = next((q for q in range(p - 1, -1, -1) if self.roles[q] is Role.TEXT), None)
        own, headings = self.matches[p].own[:1], self.matches[heading].own if heading is not None else []
        if not (start := own or headings[:1]):
            return []
        below, above = [], []
        for step, found in ((1, below), (-1, above if own else [])):
            i = start[0] + step
            while 0 <= i < len(self.submitted) and self.origin[i] is None:
                if self.submitted[i].cell_type != "code" and self.texts[i].strip():
                    found.append(i)
                i += step
        return below + above + [i for i in headings if self.touched(i, heading)]


def _longest_ascent(pairs: list[tuple[int, int]]) -> dict[int, int]:
    """The longest subsequence of `pairs` whose second members never decrease (patience sorting)."""
    tails: list[int] = []  # the smallest end of an ascent of each length
    ends: list[int] = []  # the pair at that end
    previous: list[int | None] = []
    for k, (_, value) in enumerate(pairs):
        length = bisect_right(tails, value)
        previous.append(ends[length - 1] if length else None)
        tails[length : length + 1], ends[length : length + 1] = [value], [k]
    ascent: dict[int, int] = {}
    k = ends[-1] if ends else None
    while k is not None:
        i, value = pairs[k]
        ascent[i] = value
        k = previous[k]
    return ascent
