"""Sets everything in nbgrader's configuration that affects the release's bytes, and adds two steps to nbgrader's own.

Both `nbgrader_config.py` and `build` call `configure`, so that `nbgrader generate_assignment` and `make build` write
the same files.
"""

import json
from pathlib import Path

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor, SaveCells
from traitlets.config import Config

from autograder.assignment import RULES_KEY, load
from autograder.building.release import AFTER_SAVING, BEFORE_SAVING, set_stubs

# What running notebooks beside their sources (as nbval does) leaves there; `experiments` has saved training runs.
LEFT_BY_RUNS = (".ipynb_checkpoints", "__pycache__", "experiments")
# nbgrader would copy an assignment's whole folder into the release, even the sources with the solutions.
NEVER_RELEASED = (*LEFT_BY_RUNS, "*.pyc", "*.py", "assignment.toml")

# The kernel of a notebook in nbgrader's database, which this autograder ignores. nbgrader's own grading would run
# students' code and the checks in it, without a sandbox; it finds no such kernel, and shows the name as advice.
_NO_KERNEL = {"name": "read-nbgrader_config.py-first", "display_name": "none: see the name", "language": "python"}


class ReadSource(NbGraderPreprocessor):
    """Replaces the notebook that nbgrader read (the executed solution) by its source, the `.py` beside it.

    Only the source is reviewed, so an outdated or edited `.ipynb` must not affect the release. The assignment's rules
    are added for `autograder check`. Raises `SourceError` and `AssignmentError`.
    """

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        folder, name = Path(resources["metadata"]["path"]), resources["metadata"]["name"]
        assignment = load(folder)
        source = assignment.source(name)
        source.metadata[RULES_KEY] = assignment.rules(name)
        return source, resources


class NameNoKernel(NbGraderPreprocessor):
    """Lets only this autograder run a notebook in nbgrader's database: see `name_no_kernel`."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as gradebook:
            name_no_kernel(gradebook, about["assignment"], about["notebook"])
        return nb, resources


def name_no_kernel(gradebook: Gradebook, assignment: str, notebook: str) -> None:
    """Prevent `nbgrader autograde` from running a notebook if it has not read the course's `nbgrader_config.py`."""
    row = gradebook.find_notebook(notebook, assignment)
    if row.kernelspec != json.dumps(_NO_KERNEL):
        row.kernelspec = json.dumps(_NO_KERNEL)
        gradebook.db.commit()


def configure(config: Config) -> None:
    """Set the folders of sources and releases, and how a release is made, in nbgrader's configuration."""
    config.CourseDirectory.source_directory = "solutions"
    config.CourseDirectory.release_directory = "notebooks"
    config.CourseDirectory.ignore = [*NEVER_RELEASED]
    set_stubs(config)
    config.GenerateAssignment.preprocessors = [ReadSource, *BEFORE_SAVING, SaveCells, NameNoKernel, *AFTER_SAVING]
    # The release is generated and under version control, so it may be overwritten.
    config.GenerateAssignment.force = True
