"""Makes the release for students from a source, with nbgrader's own preprocessors in nbgrader's order."""

from copy import deepcopy
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)
from traitlets.config import Config

# These replace the solution in an answer cell. Students search for the word FILL_IN.
CODE_STUB = 'raise NotImplementedError("FILL_IN")  # FILL_IN: your code here'
TEXT_STUB = "*FILL_IN: your answer here*"

# nbgrader saves the notebook in its database between the two.
BEFORE_SAVING = (LockCells, ClearSolutions, ClearOutput, CheckCellMetadata, ComputeChecksums)
AFTER_SAVING = (ClearHiddenTests, ClearMarkScheme, ComputeChecksums, CheckCellMetadata)


def set_stubs(config: Config) -> None:
    """Set, in nbgrader's configuration, what stands in a release instead of a solution."""
    config.ClearSolutions.code_stub = {"python": CODE_STUB}
    config.ClearSolutions.text_stub = TEXT_STUB


def to_release(nb: NotebookNode) -> NotebookNode:
    """The release of a source notebook: no solutions, no hidden checks, no outputs, checksums filled in.

    `nb` is a notebook from `Assignment.source`; it is not changed.
    """
    config = Config()
    set_stubs(config)
    resources: dict[str, Any] = {}
    nb = deepcopy(nb)
    for preprocessor in (*BEFORE_SAVING, *AFTER_SAVING):
        nb, resources = preprocessor(config=config).preprocess(nb, resources)
    return nb
