"""Makes `nbgrader autograde` grade with this autograder, for nbgrader's gradebook, formgrader and feedback.

nbgrader grades by a list of preprocessors that its configuration can replace. `configure` does that, called by the
course's `nbgrader_config.py`.
"""

import asyncio
import fnmatch
import os
import re
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_notebook, writes
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.preprocessors import (
    CheckCellMetadata,
    GetGrades,
    NbGraderPreprocessor,
    SaveAutoGrades,
)
from nbgrader.utils import rmtree
from traitlets import Bool, Integer
from traitlets.config import Config

from autograder.assignment import Assignment, load
from autograder.building import nbgrader_settings
from autograder.nbgrader import intake
from autograder.nbgrader.course_files import course_seed, result_path, write_files, write_result
from autograder.nbgrader.ledger import Ledger
from autograder.nbgrader.penalties import assign_penalty
from autograder.nbgrader.safe_html import FILTERS, SafeHTML
from autograder.nbgrader.schema import patch_nbgrader
from autograder.nbgrader.scores import save_grades
from autograder.policies.apply import tell, with_lines
from autograder.results import NotebookResult, State, not_handed_in
from autograder.submissions.forms.reading import read_submitted
from autograder.submissions.rebuild import rebuild_submission
from autograder.submissions.submission import Submission, discover_one

if TYPE_CHECKING:
    from autograder.grading.grade import Grader


def configure(config: Config, here: Path) -> None:
    """Configure nbgrader for a course whose `solutions/` and `notebooks/` are in the folder `here`.

    Submissions, gradebook and results are in nbgrader's course folder, which may be a different one (`--course-dir`).
    """
    patch_nbgrader()
    intake.confine()
    nbgrader_settings.configure(config)
    if re.fullmatch(r"[\w/. ~@,=-]+", str(here)):  # nbgrader takes an absolute folder for a regular expression
        config.CourseDirectory.source_directory = str(here / "solutions")
        config.CourseDirectory.release_directory = str(here / "notebooks")
    config.Autograde.exporter_class = LenientExporter
    config.Autograde.sanitize_preprocessors = [Rebuild, CheckCellMetadata]
    config.Autograde.autograde_preprocessors = [Examine, SaveGrades, ApplyPolicies, CheckCellMetadata]
    # Students' text is shown in the instructor's browser (formgrader) and the student's (feedback).
    config.HTMLExporter.preprocessors = [SafeHTML]
    config.HTMLExporter.filters = FILTERS
    config.HTMLExporter.exclude_anchor_links = True
    config.GenerateFeedback.preprocessors = [GetGrades, CSSHTMLHeaderPreprocessor]


class LenientExporter(NotebookExporter):
    """Does not open submissions, because nbgrader's own exporter fails on damaged ones; `Rebuild` reads them."""

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[str, ResourcesDict]:
        """Return an empty notebook for a submission; read notebooks that `Rebuild` has written as usual."""
        if not any(isinstance(preprocessor, Rebuild) for preprocessor in self._preprocessors):
            return super().from_filename(filename, resources, **kwargs)
        path = Path(filename)
        resources = (resources or {}) | {"metadata": {"name": path.stem, "path": str(path.parent)}}
        return self.from_notebook_node(new_notebook(), resources, **kwargs)


class Rebuild(NbGraderPreprocessor):
    """Replaces a submission by the release with the student's answers: see `submissions.rebuild`."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        course = _Course(self, resources)
        submission = course.submission()
        hand_in = submission.hand_in(course.notebook)
        submitted, repairs, problem = read_submitted(hand_in, course.assignment, course.notebook)
        course.put_files(submission)
        rebuilt = rebuild_submission(course.assignment, course.notebook, submitted, problem, repairs)
        for repair in rebuilt.metadata.autograder.repairs:
            self.log.warning("%s: %s", course, repair)
        if rebuilt.metadata.autograder.problem:
            self.log.error("%s was not graded: %s", course, rebuilt.metadata.autograder.problem)
        return rebuilt, resources


class Examine(NbGraderPreprocessor):
    """Grades a rebuilt notebook in the bench and the examiner, and writes its result beside the gradebook."""

    seed = Integer(
        None,
        allow_none=True,
        help="Decides the inputs of hidden checks; by default the course's own secret, in .autograder-seed.",
    ).tag(config=True)
    sandbox = Bool(
        True,
        help="Whether students' code runs in a sandbox. False only where there is nothing to steal or to break.",
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        course = _Course(self, resources)
        seed = course_seed(course.root, shared=course.shared) if self.seed is None else self.seed
        grader = course.grader(sandbox=self.sandbox)
        about = {"student": course.student, "seed": seed, "files": dict(course.submission().contents())}
        graded, result = _apart(lambda: grader.grade(nb, course.notebook, **about))
        if result.fault:
            self.log.error("%s has no score: %s. Run `autograder doctor`, then grade it again.", course, result.fault)
        for check in result.checks:
            if check.state is State.ERROR and not (result.problem or result.fault):
                self.log.error("%s: check %s did not run and has no score", course, check.grade_id)
        path = course.write(result)
        course.record_missing(grader, seed)
        self.log.info("%s: %s of %g points; details in %s", course, result.score, result.max_score, path)
        return graded, resources


class SaveGrades(SaveAutoGrades):
    """Saves scores as nbgrader does, except that checks that did not run get no score and need manual grading."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as gradebook:
            Ledger(gradebook).forget(about["assignment"], about["student"])  # so that the batch records it again
            save_grades(gradebook, nb, about["assignment"], about["notebook"], about["student"])
            # The release may date from before `generate_assignment` named no kernel.
            nbgrader_settings.name_no_kernel(gradebook, about["assignment"], about["notebook"])
        return nb, resources


class ApplyPolicies(NbGraderPreprocessor):
    """Applies the assignment's policies, and nbgrader's own late penalties: see `penalties`."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        course, about = _Course(self, resources), resources["nbgrader"]
        policies, folder = course.assignment.policies, course.submission().facts
        with Gradebook(about["db_url"]) as gradebook:
            seconds_late = gradebook.find_submission(about["assignment"], about["student"]).total_seconds_late
            result = with_lines(policies, course.result(), folder, seconds_late)
            course.write(result)
            assign_penalty(gradebook, self.config, {"nbgrader": about}, policies, result, folder)
        for line in result.lines:
            self.log.info("%s: %s, %+.4g: %s", course, line.policy, line.points, line.reason)
        return tell(nb, result.lines), resources


class _Course:
    """What a preprocessor works on: the course's folders, the assignment, the student."""

    def __init__(self, preprocessor: NbGraderPreprocessor, resources: ResourcesDict):
        owner = preprocessor
        while not hasattr(owner, "coursedir"):
            owner = owner.parent
        self._converter: Autograde = owner
        self._folders = owner.coursedir
        about = resources["nbgrader"]
        self._name, self.notebook, self.student = about["assignment"], about["notebook"], about["student"]
        self.root = Path(self._folders.root)
        self.shared = self._folders.groupshared
        self.assignment = _load(Path(self._path(self._folders.source_directory, ".")))

    def __str__(self) -> str:
        return f"{self.student}/{self._name}/{self.notebook}"

    def _path(self, step: str, student: str) -> str:
        return os.path.normpath(self._folders.format_path(step, student, self._name))

    def result(self) -> NotebookResult:
        """The result that `write` wrote last."""
        path = result_path(self.root, self._name, self.student, self.notebook)
        return NotebookResult.from_json(path.read_text(encoding="utf-8"))

    def write(self, result: NotebookResult) -> Path:
        return write_result(self.root, result, shared=self.shared)

    def grader(self, *, sandbox: bool) -> "Grader":
        """The grader for a whole run of nbgrader's command; it is shared, because its examiners are slow to start."""
        # Imported here, because nbgrader's other commands do not need it.
        from autograder.grading.grade import CannotGrade, Grader

        key = self.assignment.folder
        graders = _graders.setdefault(self._converter, {})
        if key not in graders or graders[key].assignment is not self.assignment:
            graders[key] = Grader(self.assignment, sandbox=sandbox)
            try:
                graders[key].refuse_in_sight(self.root)
                _apart(lambda: graders[key].prepare([self.notebook]))
            except CannotGrade as refused:
                # It would fail for every student, so end nbgrader, and leave nothing that looks graded.
                rmtree(self._path(self._folders.autograded_directory, self.student))
                raise SystemExit(f"{refused} (c.Examine.sandbox = False in nbgrader_config.py)") from None
            weakref.finalize(self._converter, graders[key].close)
        return graders[key]

    def put_files(self, submission: Submission) -> None:
        """Put the submission's other files that the assignment asks for into the autograded folder, and no others.

        nbgrader has copied files there from beside the sources; they are removed.
        """
        folder = self._autograded()
        for path in [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".ipynb"]:
            path.unlink()
        for path in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
            if not any(path.iterdir()):
                path.rmdir()
        write_files(folder, submission.contents(), submission.timestamp)

    def record_missing(self, grader: "Grader", seed: int) -> None:
        """Record the assignment's missing notebooks, as the batch does.

        nbgrader has given them zero. That is right for one that was left out; one that may have been handed in under
        another name gets no score and needs manual grading.
        """
        submission = self.submission()
        for name in fnmatch.filter(self.assignment.notebooks, self._folders.notebook_id):
            if name in submission.absent:
                self.write(not_handed_in(self.assignment, name, self.student, seed))
            elif problem := submission.problems.get(name):
                rebuilt = rebuild_submission(self.assignment, name, None, problem, [*submission.remarks])
                nb, result = grader.grade(rebuilt, name, student=self.student, seed=seed)  # starts no process
                self.write(replace(result, handed_in=False))
                path = self._autograded() / f"{name}.ipynb"
                path.unlink(missing_ok=True)  # nbgrader makes it read-only
                path.write_text(writes(nb) + "\n", encoding="utf-8")
                with Gradebook(self._folders.db_url) as gradebook:
                    save_grades(gradebook, nb, self._name, name, self.student)

    def submission(self) -> Submission:
        return discover_one(Path(self._path(self._folders.submitted_directory, self.student)), self.assignment)

    def _autograded(self) -> Path:
        return Path(self._path(self._folders.autograded_directory, self.student))


_graders: "weakref.WeakKeyDictionary[Autograde, dict[Path, Grader]]" = weakref.WeakKeyDictionary()
_assignments: dict[Path, tuple[tuple[tuple[str, int], ...], Assignment]] = {}


def _load(folder: Path) -> Assignment:
    """The assignment of a folder, read again if its files have changed, because the formgrader runs for weeks."""
    stamp = tuple(sorted((path.name, path.stat().st_mtime_ns) for path in folder.glob("*.[pt]*")))
    if folder not in _assignments or _assignments[folder][0] != stamp:
        _assignments[folder] = stamp, load(folder)
    return _assignments[folder][1]


def _apart(work: Callable[[], Any]) -> Any:
    """Call a function that runs an event loop, even if one is already running (in the formgrader's server)."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        running = False
    else:
        running = True
    if not running:
        return work()
    with ThreadPoolExecutor(max_workers=1) as apart:
        return apart.submit(work).result()
