"""Grades notebooks of one assignment: the door to this package for a single notebook.

`Grader` keeps one examiner per notebook. Each submission is a `NotebookGrading`, which starts a bench.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from pathlib import Path

from nbformat import NotebookNode

from autograder.assignment import Assignment, Question
from autograder.benches.bench import Bench, BenchSettings
from autograder.benches.forks import ZygoteError
from autograder.benches.sandbox import advice, readable_above
from autograder.checking.examiner import Examiner
from autograder.errors import UserError
from autograder.grading.diagnosis import as_examined
from autograder.grading.notebook_grading import NotebookGrading
from autograder.grading.sessions import bench_settings
from autograder.grading.setup_cells import setup_fault
from autograder.results import NotebookResult
from autograder.roles import grade_id, role
from autograder.rules.violations import Rules, guard_code


class CannotGrade(UserError):
    """This machine cannot grade; the message says why and what to do."""


class Grader:
    """Grades notebooks of one assignment, one after the other. Close it, or use it as a context.

    sandbox: whether students' code runs in the sandbox. Without it, their code can do whatever this account can.
    """

    def __init__(self, assignment: Assignment, *, sandbox: bool = True):
        self.assignment = assignment
        self.sandbox = sandbox
        self._examiners: dict[str, Examiner] = {}
        self._settings: dict[tuple[str, Question | None], BenchSettings] = {}

    def grade(
        self,
        rebuilt: NotebookNode,
        notebook: str,
        *,
        student: str,
        seed: int,
        files: Mapping[str, bytes] | None = None,
    ) -> tuple[NotebookNode, NotebookResult]:
        """Grade a notebook that `rebuild` returned.

        Parameters
        ----------
        rebuilt
            The pristine notebook with the student's answers; it is not changed.
        notebook
            The notebook's name in the assignment.
        student
            The student's name, for the result.
        seed
            The course's secret seed. The inputs of hidden checks follow from it and from the student's code, so that
            grading the same code again gives the same result.
        files
            By name, what was handed in besides notebooks; checks read it with `submitted_file`.

        Returns
        -------
        tuple of NotebookNode and NotebookResult
            The notebook with its outputs, from which nbgrader reads the same points, and the result.

        Nothing that a student's code does raises an exception here: any exception is the grader's own fault.
        """
        grading = NotebookGrading(self, deepcopy(rebuilt), notebook, student, seed, files or {})
        try:
            return grading.run()
        finally:
            grading.close()

    def prepare(self, notebooks: Iterable[str]) -> None:
        """Test that benches for these notebooks can be started. Raises `CannotGrade` if not."""
        try:
            for settings in {self.bench_settings(notebook) for notebook in notebooks}:
                Bench(self.assignment.limits, settings=settings).close()
        except ZygoteError as fault:
            if not self.sandbox:
                raise CannotGrade(f"Students' code cannot be run: {fault}; run `autograder doctor`") from None
            raise CannotGrade(
                f"Students' code cannot be confined on this machine: {fault}. Next step: {advice(str(fault))}."
                " Or grade without a sandbox, where there is nothing to steal or to break: --sandbox none"
            ) from None

    def refuse_in_sight(self, *places: Path) -> None:
        """Raise `CannotGrade` if benches could read one of these places of the course, or the assignment's."""
        for path in (*places, self.assignment.folder) if self.sandbox else ():
            if above := readable_above(path):
                raise CannotGrade(
                    f"{path} lies below {above}, which students' code can read;"
                    " move the course elsewhere, to a folder below /srv or /home, for example"
                )

    def bench_settings(self, notebook: str, question: Question | None = None) -> BenchSettings:
        """The settings of a notebook's bench; with a question, of the bench that its checks meet."""
        if (notebook, question) not in self._settings:
            settings = bench_settings(self.assignment, notebook, question, sandbox=self.sandbox)
            self._settings[notebook, question] = settings
        return self._settings[notebook, question]

    def setup_fault(self, notebook: str, until: str | None = None) -> str | None:
        """Why a notebook's setup cells do not run in a bench by themselves; None if they do. See `setup_cells`."""
        release = self.assignment.release(notebook)
        guard = guard_code(release, Rules.of(self.assignment, notebook))
        return setup_fault(release, self.assignment.limits, self.bench_settings(notebook), guard, until=until)

    def examiner(self, notebook: str) -> Examiner:
        """The examiner of a notebook: started once and kept until it is discarded."""
        if notebook not in self._examiners:
            cells = [
                (role(cell).value, grade_id(cell), cell.source)
                for cell in self.assignment.source(notebook).cells
                if cell.cell_type == "code"
            ]
            own, limits = self.assignment.notebooks[notebook], self.assignment.limits
            self._examiners[notebook] = Examiner(
                cells,
                message_bytes=limits.message_bytes,
                memory_bytes=limits.examiner_bytes,
                preload=(*own.frameworks, *own.preload),
                mistakes=as_examined(self.assignment, notebook),
            )
        return self._examiners[notebook]

    def discard_examiner(self, notebook: str) -> None:
        """End a notebook's examiner; the next check starts a new one."""
        if notebook in self._examiners:
            self._examiners.pop(notebook).close()

    def close(self) -> None:
        for notebook in list(self._examiners):
            self.discard_examiner(notebook)

    def __enter__(self) -> "Grader":
        return self

    def __exit__(self, *fault: object) -> None:
        self.close()
