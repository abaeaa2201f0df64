"""What students get: nbgrader's own preprocessors applied to a source, in nbgrader's own order.

`configure` holds every setting that decides the release's bytes. `nbgrader_config.py` and `build` both call it, so that
`nbgrader generate_assignment` and `make build` write the same files.
"""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
    NbGraderPreprocessor,
    SaveCells,
)
from traitlets.config import Config

# What stands in an answer cell instead of the solution. The word FILL_IN is what students search for.
CODE_STUB = 'raise NotImplementedError("FILL_IN")  # FILL_IN: your code here'
TEXT_STUB = "*FILL_IN: your answer here*"

# What running notebooks beside their sources leaves there (nbval does): saved training runs are in `experiments`.
LEFT_BY_RUNS = (".ipynb_checkpoints", "__pycache__", "experiments")
# nbgrader copies an assignment's whole folder into the release, the sources with the solutions, too.
NEVER_RELEASED = (*LEFT_BY_RUNS, "*.pyc", "*.py", "assignment.toml")

_BEFORE_SAVING = (LockCells, ClearSolutions, ClearOutput, CheckCellMetadata, ComputeChecksums)
_AFTER_SAVING = (ClearHiddenTests, ClearMarkScheme, ComputeChecksums, CheckCellMetadata)


# What nbgrader's database says of a notebook's kernel. Our grading never asks it. nbgrader's own does, and would run
# students' code and our checks in it, without walls: it finds no kernel of that name, and so the advice.
_NO_KERNEL = {"name": "read-nbgrader_config.py-first", "display_name": "none: see the name", "language": "python"}


class ReadSource(NbGraderPreprocessor):
    """Replaces the notebook that nbgrader read (the executed solution) by its source, the `.py` beside it.

    The source is what is reviewed; an `.ipynb` that is older, or was edited, must not decide what students get.
    The assignment's rules come along, for `autograder check`. Raises `SourceError`, `AssignmentError`.
    """

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        from autograder.assignment import RULES_KEY, load  # which itself needs this module

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
    config.ClearSolutions.code_stub = {"python": CODE_STUB}
    config.ClearSolutions.text_stub = TEXT_STUB
    config.GenerateAssignment.preprocessors = [ReadSource, *_BEFORE_SAVING, SaveCells, NameNoKernel, *_AFTER_SAVING]
    # The release is generated and kept in version control: making it again replaces it.
    config.GenerateAssignment.force = True


def to_release(nb: NotebookNode) -> NotebookNode:
    """The release of a source notebook: no solutions, no hidden checks, no outputs, checksums filled in.

    `nb` is a notebook as `Assignment.source` returns it, and is not changed.
    """
    config = Config()
    configure(config)
    resources: dict[str, Any] = {}
    nb = deepcopy(nb)
    for preprocessor in (*_BEFORE_SAVING, *_AFTER_SAVING):
        nb, resources = preprocessor(config=config).preprocess(nb, resources)
    return nb
