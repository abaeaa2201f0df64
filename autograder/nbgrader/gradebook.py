"""Writes nbgrader's files and database directly, with the same contents as `nbgrader autograde` but faster.

The batch uses `GradebookWriter`. nbgrader's own command shares `scores.save_grades` and `course_files` through
`autograder.nbgrader.plugin`, so that both write the same.
"""

import logging
import warnings
from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import chain
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import writes
from nbgrader import utils
from nbgrader.api import Gradebook, MissingEntry, Student
from nbgrader.apps.baseapp import NbGrader
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import SaveCells
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from traitlets.config import Config

from autograder.assignment import Assignment
from autograder.building.nbgrader_settings import ReadSource, configure, name_no_kernel
from autograder.errors import UserError
from autograder.nbgrader.course_files import result_path, write_files, write_result
from autograder.nbgrader.ledger import Ledger
from autograder.nbgrader.penalties import assign_penalty, graded_by_hand
from autograder.nbgrader.schema import patch_nbgrader
from autograder.nbgrader.scores import save_grades, submission_of
from autograder.policies.apply import FolderFacts, tell, with_lines
from autograder.results import NotebookResult

# nbgrader links rows of its database before it adds them; SQLAlchemy warns each time, and nothing is lost.
warnings.filterwarnings("ignore", message="Object of type .* not in session, add operation along")


def longest_name(db_url: str) -> int | None:
    """How many characters a student's name may have in a gradebook; None for no limit besides a file name's."""
    return None if make_url(db_url).get_backend_name() == "sqlite" else Student.__table__.c.id.type.length


class GradebookWriter:
    """Records graded submissions of one assignment under a course's folder. Close it, or use it as a context.

    It uses nbgrader's settings for late penalties, groups and the database, from the `nbgrader_config.py` of the
    current folder and of the course's. Creating it registers the assignment's cells, as `nbgrader generate_assignment`
    does.
    """

    def __init__(self, course: Path, assignment: Assignment, *, db_url: str | None = None):
        self.course = Path(course).resolve()
        self.assignment = assignment
        self._config, self._folders = _settings(self.course)
        self.shared = self._folders.groupshared
        self._db_url = db_url or self._folders.db_url
        patch_nbgrader()
        self._gradebook = _open(self._db_url, self._folders.course_id)
        self.longest_name = longest_name(self._db_url)
        try:
            self._register()
            self._ledger = Ledger(self._gradebook)
        except BaseException:
            self.close()
            raise

    def record(
        self,
        student: str,
        graded: dict[str, NotebookNode],
        results: Iterable[NotebookResult] = (),
        *,
        timestamp: datetime | None = None,
        files: Iterable[tuple[str, bytes]] = (),
        folder: FolderFacts | None = None,
        fingerprint: str | None = None,
        notebooks: Collection[str] | None = None,
    ) -> Path:
        """Record one student's submission, with what the assignment's policies make of it.

        Parameters
        ----------
        student
            The student's name.
        graded
            The notebooks that the grader returned, by name. Those that could not be graded belong here, too: they get
            no score and need manual grading. A notebook that is missing here counts as not handed in and gets zero.
        results
            The notebooks' results, for `results/`.
        timestamp
            When the submission was handed in (UTC).
        files
            Name and bytes of the other files that the assignment asks for.
        folder
            What the policies look at in the submission besides its notebooks.
        fingerprint
            What `recorded` returns for this student from now on; None if it should not list the student.
        notebooks
            The notebooks to record, by default all; records of others stay as they are.

        Returns
        -------
        Path
            The folder `autograded/<student>/<assignment>/`, which is written anew.

        Raises
        ------
        UserError
            The database refused the scores.
        """
        try:
            about = self.assignment.notebooks if notebooks is None else notebooks
            return self._record(student, graded, results, timestamp, files, folder or FolderFacts(), fingerprint, about)
        except BaseException as fault:
            self._gradebook.db.rollback()
            if not isinstance(fault, SQLAlchemyError):
                raise
            raise UserError(f"{_shown(self._db_url)} did not take the scores of {student}: {_reason(fault)}") from None

    def recorded(self, notebooks: Collection[str] | None = None) -> dict[str, str]:
        """The fingerprint of each student whose submission is recorded. `notebooks`: as for `record`.

        Students whose files are gone or whose late penalty may have changed are left out.
        """
        found = self._ledger.read(self.assignment.name, self._late_rules())
        about = self.assignment.notebooks if notebooks is None else notebooks
        return {student: fingerprint for student, fingerprint in found.items() if self._has_files(student, about)}

    def refresh(self, folders: dict[str, FolderFacts], notebooks: Collection[str]) -> None:
        """Compute the penalties of these students anew where points were given by hand, and nothing else."""
        if not self.assignment.policies.any:
            return
        for student in graded_by_hand(self._gradebook, self.assignment.name) & folders.keys():
            paths = {name: result_path(self.course, self.assignment.name, student, name) for name in notebooks}
            results = {name: NotebookResult.from_json(path.read_text("utf-8")) for name, path in paths.items()}
            there = [name for name, result in results.items() if result.handed_in]
            self._assign_penalties(student, there, results, folders[student])

    def forget(self, students: Iterable[str]) -> None:
        """Make `recorded` leave out these students."""
        for student in students:
            self._ledger.forget(self.assignment.name, student)

    def _has_files(self, student: str, notebooks: Collection[str]) -> bool:
        name = self.assignment.name
        results = [result_path(self.course, name, student, notebook) for notebook in notebooks]
        autograded = Path(self._folders.format_path(self._folders.autograded_directory, student, name))
        return autograded.is_dir() and all(path.is_file() for path in results)

    def _late_rules(self) -> str:
        rules = [self._config.get(name, {}) for name in ("LateSubmissionPlugin", "AssignLatePenalties")]
        return repr([*rules, self.assignment.policies] if self.assignment.policies.any else rules)

    def _record(
        self,
        student: str,
        graded: dict[str, NotebookNode],
        results: Iterable[NotebookResult],
        timestamp: datetime | None,
        files: Iterable[tuple[str, bytes]],
        facts: FolderFacts,
        fingerprint: str | None,
        notebooks: Collection[str],
    ) -> Path:
        name, policies = self.assignment.name, self.assignment.policies
        submission = submission_of(self._gradebook, name, student, timestamp)
        applied = {r.notebook: with_lines(policies, r, facts, submission.total_seconds_late) for r in results}
        for result in applied.values():
            write_result(self.course, result, shared=self.shared)
        graded = {other: tell(nb, applied[other].lines) if other in applied else nb for other, nb in graded.items()}
        folder = Path(self._folders.format_path(self._folders.autograded_directory, student, name))
        others = {f"{other}.ipynb": folder / f"{other}.ipynb" for other in {*self.assignment.notebooks} - {*notebooks}}
        kept = ((file, path.read_bytes()) for file, path in others.items() if path.is_file())
        self._write(folder, graded, timestamp, chain(kept, files))
        Autograde(coursedir=self._folders, config=self._config).set_permissions(name, student)
        for notebook in submission.notebooks:
            if notebook.name in graded:
                save_grades(self._gradebook, graded[notebook.name], name, notebook.name, student)
            elif notebook.name in notebooks:
                for grade in notebook.grades:
                    grade.auto_score, grade.needs_manual_grade = 0.0, False
                notebook.late_submission_penalty = None  # from an earlier submission
                self._gradebook.db.commit()
        self._assign_penalties(student, graded, applied, facts)
        self._ledger.write(name, student, fingerprint, self._late_rules())
        return folder

    def close(self) -> None:
        self._gradebook.close()

    def __enter__(self) -> "GradebookWriter":
        return self

    def __exit__(self, *fault: object) -> None:
        self.close()

    def _write(
        self,
        folder: Path,
        graded: dict[str, NotebookNode],
        timestamp: datetime | None,
        files: Iterable[tuple[str, bytes]],
    ) -> None:
        """Write the folder under a temporary name, then rename it: a crash leaves the old one or the new one."""
        new = folder.with_name(f".{folder.name}.new")
        if new.exists():
            utils.rmtree(str(new))
        new.mkdir(parents=True)
        for name, nb in graded.items():
            (new / f"{name}.ipynb").write_text(writes(nb) + "\n", encoding="utf-8")
        write_files(new, files, timestamp)
        if folder.exists():
            utils.rmtree(str(folder))
        new.rename(folder)

    def _assign_penalties(
        self, student: str, graded: Collection[str], results: dict[str, NotebookResult], facts: FolderFacts
    ) -> None:
        policies = self.assignment.policies
        submission = self._gradebook.find_submission(self.assignment.name, student)
        is_late = submission.total_seconds_late > 0
        for notebook in submission.notebooks:
            if notebook.name in graded and (policies.any or is_late or notebook.late_submission_penalty is not None):
                about = _about(self.assignment.name, notebook.name, student, self._db_url)
                assign_penalty(self._gradebook, self._config, about, policies, results.get(notebook.name), facts)

    def _register(self) -> None:
        """Put the assignment and its cells into the database, as `nbgrader generate_assignment` does."""
        name, gradebook = self.assignment.name, self._gradebook
        registered = gradebook.update_or_create_assignment(name)
        for old in [
            notebook.name for notebook in registered.notebooks if notebook.name not in self.assignment.notebooks
        ]:
            if registered.submissions:
                raise UserError(
                    f"The gradebook has submissions of a notebook '{old}' that {name} no longer has; {self._way_out}"
                )
            gradebook.remove_notebook(old, name)
        for notebook in self.assignment.notebooks:
            self._register_cells(notebook)

    def _register_cells(self, notebook: str) -> None:
        config = Config()
        configure(config)
        steps = config.GenerateAssignment.preprocessors
        nb, resources = self.assignment.source(notebook), _about(self.assignment.name, notebook, ".", self._db_url)
        try:
            for step in steps[: steps.index(SaveCells)]:
                if step is not ReadSource:
                    nb, resources = step(config=config).preprocess(nb, resources)
            if not self._is_registered(notebook, nb):
                SaveCells(config=config).preprocess(nb, resources)
                self._gradebook.db.expire_all()
            name_no_kernel(self._gradebook, self.assignment.name, notebook)
        except RuntimeError as fault:  # SaveCells refuses to change cells that have submissions
            raise UserError(f"{fault}; {self._way_out}") from None

    @property
    def _way_out(self) -> str:
        return f"put the old source back, or move {_shown(self._db_url)} away to begin another gradebook"

    def _is_registered(self, notebook: str, nb: NotebookNode) -> bool:
        """Whether the database already has exactly these cells."""
        try:
            rows = self._gradebook.find_notebook(notebook, self.assignment.name).source_cells
        except MissingEntry:
            return False
        wanted = {
            (cell.metadata.nbgrader.grade_id, cell.metadata.nbgrader.checksum, cell.source)
            for cell in nb.cells
            if "checksum" in cell.metadata.get("nbgrader", {})
        }
        return wanted == {(row.name, row.checksum, row.source) for row in rows}


def _open(db_url: str, course_id: str) -> Gradebook:
    try:
        # nbgrader creates no course for an empty id, and database servers, unlike SQLite, then refuse assignments.
        return Gradebook(db_url, course_id or "default_course")
    except (SQLAlchemyError, ImportError) as fault:
        raise UserError(f"The gradebook {_shown(db_url)} cannot be opened: {_reason(fault)}") from None


def _shown(db_url: str) -> str:
    """A database's URL without the password, for printing."""
    try:
        return make_url(db_url).render_as_string(hide_password=True)
    except ArgumentError:
        return "(its URL)"


def _reason(fault: Exception) -> str:
    return " ".join(str(getattr(fault, "orig", None) or fault).split())[:300]


def is_shared(course: Path) -> bool:
    """Whether nbgrader's settings share the course among the accounts of a group."""
    return _settings(Path(course).resolve())[1].groupshared


def _settings(course: Path) -> tuple[Config, CourseDirectory]:
    """nbgrader's configuration for a course, and its folders."""
    app = NbGrader(log_level=logging.ERROR)
    app.initialize([], root=str(course))
    return app.config, app.coursedir


def _about(assignment: str, notebook: str, student: str, db_url: str) -> dict[str, dict[str, str]]:
    return {"nbgrader": {"assignment": assignment, "notebook": notebook, "student": student, "db_url": db_url}}
