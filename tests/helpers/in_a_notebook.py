"""Runs cells in a real kernel, as Jupyter does."""

from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook


def run_cells(*sources: str) -> list[list[NotebookNode]]:
    """The outputs of each cell, run in one fresh Python kernel; an error does not stop the cells after it."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    NotebookClient(notebook, timeout=120, allow_errors=True).execute()
    return [cell.outputs for cell in notebook.cells]
