"""Makes nbgrader read submissions as carefully as the batch does, before the autograder's preprocessors run.

nbgrader copies everything beside the notebooks, of any size and through symbolic links, and opens anything named
`timestamp.txt`. It has no settings for that, so this module replaces methods of its classes.
"""

import fnmatch
import glob
import os
import re
from datetime import datetime
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import Autograde
from nbgrader.converters.base import BaseConverter, NbGraderException
from nbgrader.coursedir import CourseDirectory

from autograder.assignment import Assignment, load
from autograder.errors import UserError
from autograder.nbgrader.gradebook import longest_name
from autograder.submissions.names import printable, unfit
from autograder.submissions.submission import discover_one, read_timestamp, strays

_copy = BaseConverter.init_assignment


def confine() -> None:
    """Keep nbgrader, in this process, from reading submissions by itself."""
    BaseConverter.init_assignment = _copy_nothing_of_a_submission
    Autograde.init_notebooks = _find_notebooks
    CourseDirectory.get_existing_timestamp = _existing_timestamp
    NbGraderAPI.get_submitted_timestamp = _submitted_timestamp


def _copy_nothing_of_a_submission(converter: BaseConverter, assignment_id: str, student_id: str) -> None:
    if not isinstance(converter, Autograde):  # for Autograde, `plugin.Rebuild` copies what the assignment asks for
        _copy(converter, assignment_id, student_id)


def _find_notebooks(converter: Autograde) -> None:
    """Find notebooks as nbgrader does, but log and skip folders that the batch would not grade either."""
    folders = converter.coursedir
    _refuse_unknown_assignment(converter)
    converter.assignments, converter.notebooks = _submitted(converter), []
    if not converter.assignments:
        BaseConverter.init_notebooks(converter)  # says what it has looked for, and ends
    student_in = converter._format_source("(?P<assignment_id>.*)", "(?P<student_id>.*)", escape=True)
    for folder in list(converter.assignments):
        student = re.match(student_in, folder, re.DOTALL)["student_id"]
        fault = unfit(student, longest_name(folders.db_url))
        if fault:
            converter.log.error("The folder %s %s; it was not graded.", printable(student), fault)
        if fault or Path(folder).is_symlink() or Path(folder).parent.is_symlink():
            del converter.assignments[folder]
    if folders.student_id == "*":
        for sentence in _strays(folders):
            converter.log.warning("%s", sentence)


def _refuse_unknown_assignment(converter: Autograde) -> None:
    """End nbgrader's command if its gradebook does not have the assignment; nbgrader says so with tracebacks."""
    folders, name = converter.coursedir, converter.coursedir.assignment_id
    assignment = _assignment(folders)
    if assignment is None:
        return
    with Gradebook(folders.db_url, folders.course_id) as gradebook:
        try:
            if gradebook.find_assignment(name).notebooks:
                return
        except MissingEntry:
            pass
    built = any(assignment.folder.glob("*.ipynb"))
    first = f"`nbgrader generate_assignment {name}`"
    sentence = (
        f"The gradebook does not know {name} yet; run {first if built else f'`autograder build {name}`, then {first},'}"
        f" first, or grade with `autograder grade submitted --assignment {name}`."
    )
    converter.log.error("%s", sentence)
    raise NbGraderException(sentence)


def _submitted(converter: Autograde) -> dict[str, list[str]]:
    """By folder, the notebooks to grade, as paths of `.ipynb` files; one handed in in another form has no such file.

    `plugin.LenientExporter` opens none of them.
    """
    folders = converter.coursedir
    assignment = _assignment(folders)
    found: dict[str, list[str]] = {}
    for folder in glob.glob(converter._format_source(folders.assignment_id, folders.student_id)):
        names = glob.glob(os.path.join(folder, f"{folders.notebook_id}.ipynb"))
        if assignment and not Path(folder).is_symlink():
            submission = discover_one(Path(folder), assignment)
            other = fnmatch.filter(submission.forms, folders.notebook_id)
            names += [os.path.join(folder, f"{name}.ipynb") for name in other]
            if not names and submission.problems:
                sentence = next(iter(submission.problems.values()))
                converter.log.error("%s was not graded: %s", printable(submission.student), sentence)
        if names:
            found[folder] = names
    return found


def _strays(folders: CourseDirectory) -> list[str]:
    assignment = _assignment(folders)
    return strays(Path(folders.root) / folders.submitted_directory, assignment) if assignment else []


def _assignment(folders: CourseDirectory) -> Assignment | None:
    try:
        return load(Path(folders.format_path(folders.source_directory, ".", folders.assignment_id)))
    except (UserError, OSError):  # reported by whatever needs these files
        return None


def _existing_timestamp(folders: CourseDirectory, dest_path: str) -> datetime | None:
    return read_timestamp(Path(dest_path), [])


def _submitted_timestamp(api: NbGraderAPI, assignment_id: str, student_id: str) -> datetime | None:
    folders = api.coursedir
    return read_timestamp(Path(folders.format_path(folders.submitted_directory, student_id, assignment_id)), [])
