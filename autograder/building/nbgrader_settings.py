"""Every setting of nbgrader that decides the release's bytes, and the two steps that we add to nbgrader's own.

`nbgrader_config.py` and `build` both call `configure`, so that `nbgrader generate_assignment` and `make build` write
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

# What running notebooks beside their sources leaves there (nbval does): saved training runs are in `experiments`.
LEFT_BY_RUNS = (".ipynb_checkpoints", "__pycache__", "experiments")
# nbgrader copies an assignment's whole folder into the release, the sources with the solutions, too.
NEVER_RELEASED = (*LEFT_BY_RUNS, "*.pyc", "*.py", "assignment.toml")

# What nbgrader's database says of a notebook's kernel. Our grading never asks it. nbgrader's own does, and would run
# students' code and our checks in it, without walls: it finds no kernel of that name, and so the advice.
_NO_KERNEL = {"name": "read-nbgrader_config.py-first", "display_name": "none: see the name", "language": "python"}


class ReadSource(NbGraderPreprocessor):
    """Replaces the notebook that nbgrader read (the executed solution) by its source, the `.py` beside it.

    The source is what is reviewed; an `.ipynb` that is older, or was edited, must not decide what students get.
    The assignment's rules come along, for `autograder check`. Raises `SourceError`, `AssignmentError`.
    """

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        folder, name = Path(resources["metadata"]["path"]), resources["metadata"]["name"]
        assignment = load(folder)
        source = assignment.source(name)
        source.metadata[RULES_KEY] = assignment.rules(name)
        return source, resources


class NameNoKernel(NbGraderPreprocessor):
    """Makes a notebook in nbgrader's database one that only our grading can run: see `name_no_kernel`."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as gradebook:
            name_no_kernel(gradebook, about["assignment"], about["notebook"])
        return nb, resources


def name_no_kernel(gradebook: Gradebook, assignment: str, notebook: str) -> None:
    """Have `nbgrader autograde` run nothing of a notebook where it has not read the course's `nbgrader_config.py`."""
    row = gradebook.find_notebook(notebook, assignment)
    if row.kernelspec != json.dumps(_NO_KERNEL):
        row.kernelspec = json.dumps(_NO_KERNEL)
        gradebook.db.commit()


def configure(config: Config) -> None:
    """Set, in nbgrader's configuration, where sources and releases lie and how a release is made."""
    config.CourseDirectory.source_directory = "solutions"
    config.CourseDirectory.release_directory = "notebooks"
    config.CourseDirectory.ignore = [*NEVER_RELEASED]
    set_stubs(config)
    config.GenerateAssignment.preprocessors = [ReadSource, *BEFORE_SAVING, SaveCells, NameNoKernel, *AFTER_SAVING]
    # The release is generated and kept in version control: making it again replaces it.
    config.GenerateAssignment.force = True
