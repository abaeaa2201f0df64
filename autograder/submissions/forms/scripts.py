"""Reads a notebook that was handed in as a script in jupytext's percent or light format."""

import re

from autograder.building.source import locate
from autograder.submissions.forms.texts import script_text
from autograder.submissions.hand_in import Reading, Unreadable, well_typed
from autograder.submissions.names import printable
from autograder.submissions.origin import set_origin

_HEADER = re.compile(r"\A(?:#!.*\n|#.*coding.*\n)*# ---\n(?:#.*\n)*?# jupyter:\n")
_MARKER = re.compile(r"^# ?%%(?:\s|$)", re.MULTILINE)
_OWN_MARKER = re.compile(r"^# ?%% .*(?:nbgrader=|\[(?:markdown|md)\])", re.MULTILINE)
_CODING = re.compile(r"\A((?:#.*\n)?)#.*coding[:=].*")  # text is decoded already, and jupytext refuses all but UTF-8
_FORMAT = re.compile(r"^#\s+format_name: (light|percent)$", re.MULTILINE)


def is_script(text: str) -> bool:
    """Whether a file is divided into cells."""
    return bool(_HEADER.match(text) or _MARKER.search(text))


def is_surely_script(text: str) -> bool:
    """Whether it can only come from a notebook: editors divide plain modules by `# %%`, too."""
    return bool(_HEADER.match(text) or _OWN_MARKER.search(text))


def read_script(file: str, data: bytes) -> Reading:
    """The notebook in a script; see `hand_in.read_notebook`. Its cells know their lines of the file."""
    import jupytext  # here, because it takes long to import, and few hand in scripts

    shown = printable(file)
    repairs: list[str] = []
    try:
        text, note = script_text(data)
        if note:
            repairs.append(f"{shown} {note}.")
        named = _FORMAT.search(text) if _HEADER.match(text) else None
        # Commented magics stay comments: jupytext would also take `# more on this` for one.
        form = {"extension": ".py", "format_name": named[1] if named else "percent", "comment_magics": False}
        try:
            raw = jupytext.reads(_CODING.sub(r"\1#", text), fmt=form)
        except Exception as fault:  # jupytext lets exceptions of its YAML and JSON parsers through
            reason = " ".join(str(fault).split())[:200]
            raise Unreadable(f"cannot be read by jupytext ({reason}); hand in the .ipynb file") from None
        notebook = well_typed({"nbformat": 4, "cells": raw.cells}, repairs)
    except Unreadable as problem:
        return None, [], f"{shown} {problem}."
    for cell, line in zip(notebook.cells, locate(text.split("\n"), notebook.cells), strict=True):
        if cell.cell_type == "code":
            set_origin(cell, [(1, shown, line)])
    return notebook, repairs, None
