"""Rebuilds the notebook to grade: the pristine release with the student's answers grafted in, and their added cells.

Locked cells, checks, points, tags and all metadata come from the release. Whatever a student did to them is undone and
reported.
"""

import hashlib
from collections import defaultdict
from copy import copy, deepcopy

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from autograder.assignment import Assignment
from autograder.roles import Role, grade_id, is_left_out
from autograder.streams import printed
from autograder.submissions.origin import keep_origin
from autograder.submissions.recognise import Recognition

MAX_NAMED = 8  # cells that one sentence names
AS_HANDED_IN = "Grading does not run this cell. As handed in:\n"

_LOCKED = (Role.SETUP, Role.EXPERIMENT, Role.CHECK)
_HARMFUL_TAGS = {"skip-execution", "raises-exception", "setup"}
_NEW = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}


def rebuild_submission(
    assignment: Assignment, notebook: str, nb: NotebookNode | None, problem: str | None, repairs: list[str]
) -> NotebookNode:
    """Rebuild one of the assignment's notebooks from what `read_notebook` returned. See `rebuild`."""
    release, define = assignment.release(notebook), assignment.answers_define(notebook)
    return rebuild(
        release, nb, answers_define=define, problem=problem, repairs=repairs, name=f"{assignment.name}/{notebook}"
    )


def rebuild(
    release: NotebookNode,
    submitted: NotebookNode | None,
    *,
    answers_define: dict[str, set[str]],
    problem: str | None = None,
    repairs: list[str] | None = None,
    name: str = "this assignment",
) -> NotebookNode:
    """Graft a submission's answers into the pristine release.

    Parameters
    ----------
    release
        The notebook that students get.
    submitted
        What was handed in, as `read_notebook` returns it; None if there is a problem.
    answers_define
        For each answer's `grade_id`, the names by which a cell is recognised as its answer.
    problem
        Why the submission cannot be read.
    repairs
        Sentences about what was mended while reading; more are added here.
    name
        The notebook's name, for messages.

    Returns
    -------
    NotebookNode
        The rebuilt notebook. Released cells keep their metadata, added cells have none, and `metadata["autograder"]` is
        `{"repairs": [...], "problem": None | str}`. If there is a problem, or if no cell is recognised, it is the
        release with the problem stated on top.
    """
    rebuilt = copy(release)
    rebuilt.metadata = deepcopy(release.metadata)
    repairs = list(repairs or [])
    if submitted is not None and problem is None:
        found = Recognition(release, submitted, answers_define)
        if found.is_of_this_notebook():
            rebuilt.cells = _Assembly(found).cells()
            repairs += _repairs(found)
        else:
            problem = f"None of the {len(submitted.cells)} cells belongs to {name}; hand in the notebook of that name."
    if rebuilt.cells is release.cells:
        rebuilt.cells = deepcopy(release.cells)
    if submitted is None and problem is None:
        problem = "There is no notebook to grade; hand it in."
    rebuilt.metadata["autograder"] = {"repairs": repairs, "problem": problem}
    if problem:
        rebuilt.cells.insert(0, _note("problem", f"**This notebook could not be graded.** {problem}"))
    elif repairs:
        text = "**Mended before grading.** Look whether this is what you meant.\n\n"
        rebuilt.cells.insert(0, _note("repairs", text + "\n".join(f"- {repair}" for repair in repairs)))
    return rebuilt


def _note(kind: str, text: str) -> NotebookNode:
    cell = new_markdown_cell(text)
    cell.id = f"autograder-{kind}"
    return cell


class _Assembly:
    """Puts the cells in order: the released cells with the student's answers, and the student's cells between them."""

    def __init__(self, found: Recognition):
        self._found = found
        self._before: dict[int, list[int]] = defaultdict(list)  # released cell -> submitted cells that go before it
        self._after: dict[int, list[int]] = defaultdict(list)  # the same for those after it; -1 is the top
        self._texts: dict[str, int] = defaultdict(int)
        for p, match in enumerate(found.matches):
            self._after[p] += match.parts
            self._before[p] += self._kept_copies(p)
        self._place_added()

    def cells(self) -> list[NotebookNode]:
        cells = [self._added(i) for i in self._after[-1]]
        for p in range(len(self._found.released)):
            cells += [self._added(i) for i in sorted(self._before[p])]
            cells.append(self._grafted(p))
            cells += [self._added(i) for i in sorted(self._after[p])]
        return cells

    def _kept_copies(self, p: int) -> list[int]:
        """Edited copies of an answer's cell that do not count; they run before the one that does."""
        found, match = self._found, self._found.matches[p]
        if found.roles[p] not in (Role.ANSWER, Role.WRITTEN):
            return []
        chosen = {other.chosen for other in found.matches}
        texts = {found.plain(found.texts[match.chosen])} if match.chosen is not None else set()
        kept = []
        for i in match.own:
            if i not in chosen and found.touched(i, p) and (text := found.plain(found.texts[i])) not in texts:
                texts.add(text)
                kept.append(i)
        return kept

    def _place_added(self) -> None:
        """Place each added cell behind the released cell that precedes it in the submission.

        Only cells in the released order count as preceding. An answer that was written elsewhere moves to its own place
        together with the cells directly before it, because it may need them.
        """
        found = self._found
        anchors = found.in_order()
        grafted = {match.chosen: p for p, match in enumerate(found.matches) if match.chosen is not None}
        parts = {i for match in found.matches for i in match.parts}
        run: list[int] = []
        anchor = -1

        def settle() -> None:
            earliest = len(found.released)
            for i in reversed(run):
                if i in grafted:
                    earliest = min(earliest, grafted[i])
                elif earliest <= anchor:
                    self._before[earliest].append(i)
                else:
                    self._after[anchor].append(i)
            run.clear()

        for i in range(len(found.submitted)):
            if i in anchors:
                settle()
                anchor = anchors[i]
            home = found.origin[i]
            is_added = home is None or (found.roles[home] is Role.TEXT and found.touched(i, home))
            is_own = is_added and i not in parts and bool(found.texts[i].strip())
            if (i not in anchors) if i in grafted else is_own:
                run.append(i)
        settle()
        self._after[-1].sort()

    def _grafted(self, p: int) -> NotebookNode:
        """The released cell, with the student's answer if there is one."""
        found, match = self._found, self._found.matches[p]
        cell = deepcopy(found.released[p])
        if match.host is not None:
            cell.source = f'# This answer is in the cell "{grade_id(found.released[match.host])}".'
        elif match.chosen is not None:
            theirs = found.submitted[match.chosen]
            cell.source = found.texts[match.chosen]
            keep_origin(cell, theirs)
            if cell.cell_type == "markdown" and "attachments" in theirs:
                cell["attachments"] = deepcopy(theirs.attachments)
        elif is_left_out(cell):
            cell.outputs = self._drawn(match.own)
        return cell

    def _drawn(self, own: list[int]) -> list[NotebookNode]:
        """The pictures that were handed in with a cell that grading does not run, and a line that says so."""
        cells = [self._found.submitted[i] for i in own if self._found.submitted[i].cell_type == "code"]
        pictures = [deepcopy(output) for cell in cells for output in cell.outputs]
        return [printed(AS_HANDED_IN), *pictures] if pictures else []

    def _added(self, i: int) -> NotebookNode:
        """A cell that the student added: text and pictures, no metadata, and an id made from its content."""
        theirs, text = self._found.submitted[i], self._found.texts[i]
        cell = _NEW[theirs.cell_type](text)
        keep_origin(cell, theirs)
        if theirs.cell_type == "markdown" and "attachments" in theirs:
            cell["attachments"] = deepcopy(theirs.attachments)
        digest = hashlib.sha256(f"{theirs.cell_type}\n{text}".encode()).hexdigest()[:12]
        self._texts[digest] += 1
        cell.id = f"added-{digest}-{self._texts[digest]}"
        return cell


# --- what was mended ---


def _repairs(found: Recognition) -> list[str]:
    """One sentence per kind of damage."""
    ours, theirs, matches = found.released, found.submitted, found.matches
    names = [grade_id(cell) for cell in ours]
    sentences = []

    def say(sentence: str, cells: list[str]) -> None:
        if cells := list(dict.fromkeys(cells)):
            more = f" and {len(cells) - MAX_NAMED} more" if len(cells) > MAX_NAMED else ""
            sentences.append(sentence.format(", ".join(cells[:MAX_NAMED]) + more))

    def which(*roles: Role) -> list[int]:
        return [p for p in range(len(ours)) if found.roles[p] in roles]

    there = [bool(match.own) or match.chosen is not None or match.host is not None for match in matches]
    say("Missing cells are back as handed out: {}.", [names[p] for p in range(len(ours)) if names[p] and not there[p]])
    if count := sum(1 for p in which(Role.TEXT) if not names[p] and not there[p]):
        sentences.append(f"Missing text is back as handed out ({count} cell{'s' * (count > 1)}).")
    edited = [p for p in which(*_LOCKED) if matches[p].own and all(found.touched(i, p) for i in matches[p].own)]
    say("Changes to locked cells do not count; they are as handed out: {}.", [names[p] for p in edited])
    copies = [p for p in which(*_LOCKED) if len(matches[p].own) > 1]
    say("Copies of locked cells are left out: {}.", [names[p] for p in copies])
    say("Changed points or settings of cells do not count: {}.", [names[p] for p in _changed_settings(found)])
    edits = {p: {found.plain(found.texts[i]) for i in matches[p].own if found.touched(i, p)} for p in range(len(ours))}
    twice = [p for p in which(Role.ANSWER, Role.WRITTEN) if len(edits[p]) > 1]
    say("There are several edited copies, of which the last finished one counts: {}.", [names[p] for p in twice])
    retyped = [p for p in range(len(ours)) if any(theirs[i].cell_type != ours[p].cell_type for i in _meant(found, p))]
    say("Cells whose type had been changed have their own again: {}.", [names[p] or "a text cell" for p in retyped])
    for p, match in enumerate(matches):
        if match.by_names and match.chosen is not None and found.origin[match.chosen] != p:
            numbers = " and ".join(str(i + 1) for i in [match.chosen, *match.parts])
            sentences.append(f"The answer to {names[p]} was taken from cell {numbers} of the file.")
        if match.host is not None:
            sentences.append(
                f"One cell answers both {names[match.host]} and {names[p]}; it stands where the first belongs."
            )
    anchors = found.in_order()
    moved = [p for p, match in enumerate(matches) if match.own and not any(i in anchors for i in match.own)]
    say("Cells that had been moved are back in their places: {}.", [names[p] or "a text cell" for p in moved])
    kept = [p for p in which(Role.TEXT) if any(found.touched(i, p) for i in matches[p].own)]
    if kept:
        sentences.append(f"Text of ours that you changed ({len(kept)}) is as handed out; your version follows it.")
    stripped = [i for i, p in enumerate(found.origin) if p is not None and names[p] and not grade_id(theirs[i])]
    if stripped:
        sentences.append(f"Cells without nbgrader's metadata ({len(stripped)}) were recognised by their ids or texts.")
    cut = [f"cell {i + 1}" for i, text in enumerate(found.texts) if text != theirs[i].source]
    say("FILL_IN stubs of ours among other code do not count: {}.", cut)
    tags = [f"{tag} (cell {i + 1})" for i, tag in _harmful_tags(found)]
    say("Tags that students' cells may not have do not count: {}.", tags)
    return sentences


def _meant(found: Recognition, p: int) -> list[int]:
    """The submitted cells that count as released cell `p`; edited text cells count as the student's own."""
    if found.roles[p] is Role.TEXT:
        return [i for i in found.matches[p].own if not found.touched(i, p)]
    return [found.matches[p].chosen] if found.matches[p].chosen is not None else found.matches[p].own


def _changed_settings(found: Recognition) -> list[int]:
    changed = []
    for i, p in enumerate(found.origin):
        if p is None or not (mine := found.released[p].metadata.get("nbgrader")):
            continue
        theirs = found.submitted[i].metadata.get("nbgrader", {})
        if any(theirs[key] != mine.get(key) for key in ("points", "grade", "solution", "locked") if key in theirs):
            changed.append(p)
    return changed


def _harmful_tags(found: Recognition) -> list[tuple[int, str]]:
    harmful = []
    for i, cell in enumerate(found.submitted):
        p = found.origin[i]
        ours = set(found.released[p].metadata.get("tags", [])) if p is not None else set()
        harmful += [(i, tag) for tag in cell.metadata.get("tags", []) if tag in _HARMFUL_TAGS - ours]
    return harmful
