"""Grades one submission: the student's cells run in the bench and the checks in the examiner, in the notebook's order.

When something goes wrong with either, it is replaced, and only the check or cell concerned is affected.
"""

import hashlib
import itertools
import logging
import time
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from nbformat import NotebookNode

from autograder.assignment import Question
from autograder.benches.bench import BenchDied
from autograder.benches.setup_names import expecting
from autograder.checking.examination import ExaminerError, NoExaminer, Verdict
from autograder.grading.carried import RightParts
from autograder.grading.causes import cause
from autograder.grading.check_runner import CheckRunner
from autograder.grading.diagnosis import Diagnosis
from autograder.grading.left_out import cells_left_out
from autograder.grading.session import Session, TimeBudget
from autograder.grading.sessions import Sessions
from autograder.grading.setup_cells import STUDENT_ROLES, breaker, failed, line_of_fault
from autograder.grading.shown import show
from autograder.results import CheckResult, NotebookResult, State, WrittenResult
from autograder.roles import Role, grade_id, label_of_cell, points, role
from autograder.rules.unused import leave_out_unused_imports
from autograder.rules.violations import Rules, find_violations, guard_code
from autograder.submissions.origin import name_place, place, places

if TYPE_CHECKING:
    from autograder.grading.grade import Grader

log = logging.getLogger("autograder")


class NotebookGrading:
    """Grades one submission of one notebook, from its first cell to its last."""

    def __init__(
        self,
        grader: "Grader",
        notebook: NotebookNode,
        name: str,
        student: str,
        seed: int,
        files: Mapping[str, bytes],
    ):
        self._grader = grader
        self._assignment = grader.assignment
        self._limits = grader.assignment.limits
        self._settings = grader.assignment.notebooks[name]
        self._nb = notebook
        self._name = name
        report = notebook.metadata["autograder"]
        self.result = NotebookResult(
            student,
            self._assignment.name,
            name,
            seed,
            sandbox=grader.sandbox,
            repairs=list(report["repairs"]),
            problem=report["problem"],
        )
        self._rules = Rules.of(self._assignment, name)
        self.result.repairs += leave_out_unused_imports(notebook, self._rules)
        setup = [cell.source for cell in notebook.cells if role(cell) is Role.SETUP]
        before_cells = "\n".join([expecting(setup), guard_code(notebook, self._rules)])
        code = "\n".join(cell.source for cell in notebook.cells if role(cell) in (Role.ANSWER, Role.ADDED))
        # Different code gets different inputs, so the inputs of one grading say nothing about those of the next.
        hidden_seed = int.from_bytes(hashlib.sha256(f"{seed}\n{code}".encode()).digest()[:8])
        self._places = places(cell for cell in notebook.cells if role(cell) in STUDENT_ROLES)
        self._faults: dict[str, str] = {}  # grade_id of a cell that failed -> what happened
        self._broken: list[str] = []  # sentences about setup cells that fail because of the student's cells
        self._started = time.monotonic()
        self._time = TimeBudget(self._limits.notebook_seconds)
        source = self._assignment.source(name)
        self._answers: dict[str, dict[str, str]] = defaultdict(dict)  # question -> grade_id -> the reference's answer
        for cell in source.cells:
            if role(cell) is Role.ANSWER and (question := self._settings.question_of(grade_id(cell))):
                self._answers[question.id][grade_id(cell)] = cell.source
        self._diagnosis = Diagnosis(self._assignment, name)
        self._left_out = cells_left_out(notebook.cells)
        self._sessions = Sessions(
            partial(grader.bench_settings, name),
            lambda settings: Session(self._limits, settings, before_cells, self._time),
            lambda start: RightParts(notebook, source, self._settings, start, self._left_out),
        )
        self._session = self._sessions.main
        self._checks = CheckRunner(
            partial(grader.examiner, name),
            partial(grader.discard_examiner, name),
            limits=self._limits,
            seed=hidden_seed,
            code=code,
            files=files,
        )
        pristine = {grade_id(cell): cell.source for cell in self._assignment.release(name).cells}
        self._untouched = {
            grade_id(cell)
            for cell in notebook.cells
            if role(cell) in (Role.ANSWER, Role.WRITTEN) and cell.source == pristine.get(grade_id(cell))
        }

    def run(self) -> tuple[NotebookNode, NotebookResult]:
        violations: dict[str, str] = {}
        for violation in find_violations(self._nb, self._assignment, self._name):
            violations.setdefault(violation.question or "", violation.message)
        for cell in self._nb.cells:
            match role(cell):
                case Role.CHECK:
                    self._check(cell, violations)
                case Role.WRITTEN:
                    # A person must look at what could not be read.
                    untouched = grade_id(cell) in self._untouched and not self.result.problem
                    self.result.written.append(WrittenResult(grade_id(cell), points(cell), 0.0 if untouched else None))
                case Role.TEXT:
                    pass
                case Role.EXPERIMENT if grade_id(cell) in self._left_out:
                    pass
                case _ if self.result.problem or self.result.fault:
                    pass
                case kind:
                    if fault := self._session.run(cell):
                        self._note_fault(cell, kind, fault)
                        if kind is Role.SETUP and not self._time.used_up:
                            self._setup_failed(cell, fault)
        self._session.stop_serving()
        self._name_mistakes()
        self.result.log = self._session.log
        self.result.seconds = round(time.monotonic() - self._started, 2)
        return self._nb, self.result

    def _note_fault(self, cell: NotebookNode, kind: Role, fault: str) -> None:
        if where := place(cell, line_of_fault(cell)):
            fault = f"{fault}, in {where}"
        self._faults[grade_id(cell) or "a cell of your own"] = fault
        if kind is Role.ANSWER and grade_id(cell) not in self._untouched:
            self.result.broken_answers.append(f"{grade_id(cell)}: {fault}")

    def close(self) -> None:
        self._sessions.close()

    # --- setup cells that fail ---

    def _setup_failed(self, cell: NotebookNode, fault: str) -> None:
        """Find out why a setup cell failed: the course's fault (grading stops), the student's, or a passing problem."""
        self._session.drop()  # the student's code may have left something running that slows the next try
        self.result.fault = self._grader.setup_fault(self._name, until=grade_id(cell))
        if self.result.fault or not (again := self._session.run(cell)) or self._time.used_up:
            return
        before = list(itertools.takewhile(lambda other: other is not cell, self._nb.cells))
        if not any(role(other) in STUDENT_ROLES for other in before):
            self.result.fault = failed(cell, again)
        else:
            ran = {id(other) for other in self._session.ran}
            found = breaker(cell, [other for other in before if id(other) in ran], self._sessions.new)
            which = "your cells" if found is None else label_of_cell(self._nb, before.index(found))
            self._broken.append(f"The setup cell {grade_id(cell)} runs by itself, but not after {which}: {fault}")

    # --- checks ---

    def _check(self, cell: NotebookNode, violations: dict[str, str]) -> None:
        question = self._settings.question_of(grade_id(cell))
        check = CheckResult(grade_id(cell), question.id, State.ERROR, points(cell), None)
        if self.result.problem:
            check.message = f"Not graded: {self.result.problem}"
        elif self.result.fault:
            check.message = f"Not graded: {self.result.fault}. This is no fault of yours; a person will look at it."
        elif question.id in violations:
            check.state, check.points, check.message = State.FORBIDDEN, 0.0, violations[question.id]
        else:
            wrong = self._wrong_parts(question)
            suspects = () if wrong else self._diagnosis.suspects(question.id)  # on wrong parts, nothing fits
            verdict = self._examine(check.grade_id, self._sessions.of(question), suspects)
            if wrong and (verdict.state not in (State.PASSED, State.ERROR) or verdict.limit_reached):
                verdict = self._with_right_parts(check, question, wrong, verdict)
            self._record(check, verdict, question)
            self._diagnosis.note(check, verdict.mistakes)
            if verdict.costs_question:
                violations[question.id] = check.message
                self._forbid_earlier(question, check.message)
        self.result.checks.append(check)
        show(cell, check)

    def _name_mistakes(self) -> None:
        """Name each known mistake that was found in the first check of its question that failed."""
        self.result.mistakes = self._diagnosis.found(self.result.checks)
        sentences = {found.question: found.sentence for found in self.result.mistakes if found.sentence}
        cells = {grade_id(cell): cell for cell in self._nb.cells}
        for check in self.result.checks:
            if check.points != check.max_points and (sentence := sentences.pop(check.question, None)):
                check.message += f"\nThese are exactly the values of a known mistake:\n{sentence}"
                show(cells[check.grade_id], check)

    def _forbid_earlier(self, question: Question, message: str) -> None:
        """Take away the points that a question's checks have earned so far."""
        earlier = {check.grade_id: check for check in self.result.checks if check.question == question.id}
        for cell in self._nb.cells:
            if role(cell) is Role.CHECK and (check := earlier.get(grade_id(cell))):
                check.state, check.points, check.message = State.FORBIDDEN, 0.0, message
                check.carried_forward = False
                show(cell, check)

    def _record(self, check: CheckResult, verdict: Verdict, question: Question) -> None:
        check.state, check.details = verdict.state, verdict.details
        check.message = name_place(verdict.message, self._places)
        check.limit_reached = verdict.limit_reached
        check.points = None if verdict.state is State.ERROR else verdict.fraction * check.max_points
        if verdict.limit_reached and self._is_untouched(question):
            check.limit_reached = False  # known without running anything
        elif verdict.state in (State.PASSED, State.ERROR):
            return
        if verdict.state is State.FORBIDDEN:
            # The details come from the student's process: quote them only if they name a forbidden entry.
            named = [entry for entry in self._rules.forbidden(question) if f"'{entry}'" in verdict.details]
            check.message += f" It is '{named[0]}'; write it by hand." if named else ""
        if self._is_untouched(question):
            check.state, check.points, check.message = State.NOT_ATTEMPTED, 0.0, "This question is still FILL_IN."
        for name, fault in self._faults.items():
            if self._settings.question_of(name) is question and check.points == 0:
                check.message += f" (The cell {name} did not end well: {fault})"
        ran = [cell for cell in self._session.ran if not any(out.output_type == "error" for out in cell.outputs)]
        if check.points == 0 and (why := cause(verdict.message, ran, self._label)):
            check.message += f" ({why})"
        if self._broken and check.points == 0:
            check.message += f" ({' '.join(self._broken)})"

    def _label(self, cell: NotebookNode) -> str:
        position = next(i for i, other in enumerate(self._nb.cells) if other is cell)
        label = label_of_cell(self._nb, position)
        return label if label.startswith("the cell") else f"the cell {label}"

    def _examine(self, name: str, session: Session, suspects: Collection[str] | None) -> Verdict:
        """Run one check, and compare with these known mistakes if it fails.

        If the examiner fails twice, the check counts as not run.
        """
        try:
            return self._checks.run(name, session, suspects)
        except NoExaminer as fault:
            reason = str(fault)
            said = reason.strip().splitlines()
            why = f"the examiner does not start ({said[0]} {said[-1]})"
            self.result.fault = self._grader.setup_fault(self._name) or why
        except (BenchDied, ExaminerError) as fault:
            reason = str(fault)
        log.error("%s/%s: check %s did not run: %s", self.result.student, self._name, name, reason)
        return Verdict(State.ERROR, 0.0, "This check could not be run; your instructor has been told.", reason)

    # --- error carried forward ---

    def _wrong_parts(self, question: Question) -> frozenset[str]:
        """The parts of a composite question that lost points; none if nothing is built of them."""
        if not self._answers[question.id] or self._is_untouched(question):
            return frozenset()  # the check would only test the reference's parts
        return frozenset(c.question for c in self.result.checks if c.points != c.max_points) & {*question.parts}

    def _with_right_parts(
        self, check: CheckResult, question: Question, wrong: frozenset[str], verdict: Verdict
    ) -> Verdict:
        """Run a composite question's check again on the reference's parts instead of the wrong ones."""
        parts = self._sessions.right_parts(question)
        session = parts.session(wrong, before=check.grade_id, ran=self._session.ran)
        second = self._examine(check.grade_id, session, self._diagnosis.suspects(question.id))
        if second.state is State.ERROR:  # it may be right: no score
            return second
        if second.fraction <= verdict.fraction:
            # A rule that is kept on right parts was broken by a part, and costs that part alone.
            return second if verdict.costs_question else replace(verdict, mistakes=second.mistakes)
        check.carried_forward = True
        second.message = f"Right, given right {', '.join(parts.names(wrong))}. {second.message}".strip()
        return second

    def _is_untouched(self, question: Question) -> bool:
        """Whether no answer of a question was edited."""
        answers = set(self._answers[question.id])
        return bool(answers) and answers <= self._untouched
