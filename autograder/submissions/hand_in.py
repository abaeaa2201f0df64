"""Reads a file that was handed in, whatever it is: the result is a notebook, or one sentence on what is wrong."""

import json
import os
import re
import stat
import string
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from nbformat import NotebookNode, from_dict

from autograder.submissions.names import printable

MAX_BYTES = 50_000_000  # of a notebook, outputs included
MAX_NODES = 3_000_000  # lists and mappings in it; each takes 20 times its bytes once it is read
MAX_CELLS = 2_000
MAX_REPAIRS = 20  # sentences about one file's form

Reading = tuple[NotebookNode | None, list[str], str | None]


class Unreadable(Exception):
    """The file is not a notebook; the message says what it is and what to do."""


# Other kinds of files that people hand in under a notebook's name, by their first bytes.
_DISGUISES = {
    b"PK\x03\x04": "a zip archive; unpack it and hand in the .ipynb inside",
    b"\x1f\x8b": "a gzip archive; unpack it and hand in the .ipynb inside",
    b"%PDF": "a PDF; hand in the notebook itself, not a print of it",
    b"<!DOCTYPE": "a web page; use your Jupyter's File > Download, not the browser's Save Page",
    b"<html": "a web page; use your Jupyter's File > Download, not the browser's Save Page",
    b"version https://git-lfs": "a Git LFS pointer; hand in the file that it points to",
}


def read_notebook(path: Path) -> Reading:
    """Read a notebook leniently and return `(notebook, repairs, problem)`; either notebook or problem is None.

    The notebook has version 4 and well-typed cells. Of their outputs only pictures remain, and of the metadata only
    `nbgrader` and `tags`; a heading of format 3 has the mark that was put before its text in `heading`.
    Cell ids are as handed in: they may be missing or repeat, which `rebuild` corrects. `repairs` and `problem` are
    sentences for the student. No content of the file raises an exception; symbolic links are not followed, and pipes
    are not waited for.
    """
    return hand_in(Path(path)).read()


@dataclass(frozen=True)
class HandIn:
    """One notebook as handed in, as plain data: everything that its grade depends on, but not whose it is."""

    file: str  # its name, for messages
    data: bytes | None
    problem: str | None = None  # why there is no data
    remarks: tuple[str, ...] = ()  # about the folder that it was in
    files: tuple[tuple[str, bytes], ...] = ()  # name and bytes of what the assignment asks for besides notebooks
    modules: tuple[tuple[str, bytes], ...] = ()  # path and bytes of Python files, where the answers are in these

    def read(self) -> Reading:
        """Read an `.ipynb`; see `read_notebook`. The remarks follow the repairs. Other forms: `forms.reading`."""
        if self.data is None:
            return None, list(self.remarks), self.problem
        notebook, repairs, problem = _read(self.file, self.data)
        return notebook, [*repairs, *self.remarks], problem


def hand_in(path: Path, remarks: Iterable[str] = ()) -> HandIn:
    """The bytes of a file that may be anything, or a sentence on why it was not opened."""
    try:
        return HandIn(path.name, bytes_of(path), remarks=tuple(remarks))
    except Unreadable as problem:
        return HandIn(path.name, None, f"{printable(path.name)} {problem}.", tuple(remarks))


def _read(name: str, data: bytes) -> Reading:
    repairs: list[str] = []
    try:
        _look(data)
        notebook = well_typed(_json(_text(data, repairs)), repairs)
    except Unreadable as problem:
        return None, [], f"{printable(name)} {problem}."
    if len(repairs) > MAX_REPAIRS:
        repairs[MAX_REPAIRS:] = [f"And {len(repairs) - MAX_REPAIRS} more damages of this kind."]
    return notebook, repairs, None


def bytes_of(path: Path) -> bytes:
    """The contents of an ordinary file. Raises `Unreadable`, as `open_ordinary` does."""
    with open_ordinary(path) as file:
        try:
            return file.read(MAX_BYTES + 1)
        except OSError as fault:
            raise Unreadable(f"could not be read ({fault.strerror}); hand it in again") from None


def open_ordinary(path: Path, *, smaller: str = "clear its outputs and hand it in again") -> BinaryIO:
    """Open an ordinary file of limited size, without following a symbolic link or waiting for a pipe.

    Raises `Unreadable` for anything else. `smaller`: the advice for a file that is too large.
    """
    try:
        file = open(path, "rb", opener=_without_following)  # noqa: SIM115 (the caller closes it)
    except FileNotFoundError:
        raise Unreadable("is missing; hand it in") from None
    except OSError as fault:
        if path.is_symlink():
            raise Unreadable("is a symbolic link; hand in the file itself") from None
        if path.is_dir():
            raise Unreadable("is a folder; hand in the file itself") from None
        raise Unreadable(f"could not be opened ({fault.strerror}); hand it in again") from None
    status = os.fstat(file.fileno())
    try:
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("is not an ordinary file; hand in the file itself")
        if status.st_nlink > 1 and status.st_uid != path.parent.stat().st_uid:
            raise Unreadable("is a hard link to a file of another account; hand in a file of your own")
        if status.st_size > MAX_BYTES:
            size, limit = status.st_size / 1e6, MAX_BYTES / 1e6
            raise Unreadable(f"has {size:.0f} MB, more than {limit:.0f}; {smaller}")
    except BaseException:
        file.close()
        raise
    return file


def _without_following(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _look(data: bytes) -> None:
    """Refuse, before parsing, what cannot be a notebook or is too large for one."""
    if not data.strip(b"\0" + string.whitespace.encode()):
        raise Unreadable("is empty; save the notebook and hand it in again")
    for start, what in _DISGUISES.items():
        if data.lstrip()[:32].lower().startswith(start.lower()):
            raise Unreadable(f"is {what}")
    if data.count(b"[") + data.count(b"{") > MAX_NODES:
        raise Unreadable("holds more lists than a notebook has; clear its outputs and hand it in again")


def _text(data: bytes, repairs: list[str]) -> str:
    # JSON begins with an ASCII character: where its zeros are tells how it was saved, even without a byte-order mark.
    encoding = json.detect_encoding(data)
    name = "UTF-8" if encoding.startswith("utf-8") else encoding[:6].upper()
    try:
        text = data.decode("utf-8-sig" if name == "UTF-8" else encoding)
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        text = data.decode(encoding, errors="replace")
        repairs.append(
            f"The file is not all {name} text (first on its line {line}); a question mark stands for the rest."
        )
    else:
        if name != "UTF-8":
            repairs.append(f"The file was saved as {name} and has been read as such; notebooks are UTF-8.")
    if "\0" in (rest := text[len(kept := text.rstrip("\0" + string.whitespace)) :]):
        text, zeros = kept, rest.count("\0")
        repairs.append(f"The file ended in {zeros:,} NUL characters; they have been left out.")
    return text


def _json(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as fault:
        if conflict := re.search(r"^<<<<<<< ", text, re.MULTILINE):
            line = text.count("\n", 0, conflict.start()) + 1
            raise Unreadable(
                f"has Git's merge conflict marks (line {line}); resolve them and hand it in again"
            ) from None
        text = text.rstrip()
        near_end = fault.pos >= len(text) - (0 if text.endswith("}") else len("\\u1234"))
        if text.lstrip().startswith("{") and (near_end or fault.msg.startswith("Unterminated string")):
            last = text.count("\n") + 1
            raise Unreadable(f"breaks off in line {last}, as after a cut-off transfer; hand it in again") from None
        where = f"line {fault.lineno}, column {fault.colno}: {fault.msg}"
        raise Unreadable(f"is not a notebook, because it is not JSON ({where}); hand in the .ipynb file") from None
    except (RecursionError, ValueError) as fault:
        reason = "nested too deeply" if isinstance(fault, RecursionError) else "a number in it is too long"
        raise Unreadable(f"is not a notebook that can be read ({reason}); hand in the .ipynb file") from None
    if not isinstance(data, dict):
        raise Unreadable(f"is JSON, but not a notebook (a {_kind(data)}); hand in the .ipynb file")
    return data


def well_typed(data: dict[str, Any], repairs: list[str]) -> NotebookNode:
    """A well-typed version 4 notebook, made from the JSON of any notebook. Raises `Unreadable`."""
    version = data.get("nbformat") if isinstance(data.get("nbformat"), int) else "unknown"
    if isinstance(data.get("worksheets"), list):
        sheets = [sheet["cells"] for sheet in data["worksheets"] if _is_sheet(sheet)]
        cells = [cell for sheet in sheets for cell in sheet]
        repairs.append(f"The notebook has the old format {version}; it was converted to format 4.")
    elif "cells" in data:
        cells = data["cells"]
        if not isinstance(cells, list):
            raise Unreadable(f"is damaged: its 'cells' are a {_kind(cells)}, not a list; hand in the .ipynb file again")
        if version != 4:
            repairs.append(f"The notebook says it has format {str(version)[:20]}; it was read as format 4.")
    else:
        raise Unreadable("is JSON, but not a notebook (it has no 'cells'); hand in the .ipynb file")
    if not cells:
        raise Unreadable("has no cells; hand in the notebook with your answers")
    if len(cells) > MAX_CELLS:
        raise Unreadable(f"has {len(cells)} cells, more than {MAX_CELLS}; remove those that are not yours")
    read = [cell for number, raw in enumerate(cells, 1) if (cell := _cell(raw, number, repairs)) is not None]
    # Not `new_notebook`, which validates and gives cells with repeated ids new random ones.
    return NotebookNode(nbformat=4, nbformat_minor=5, metadata=NotebookNode(), cells=read)


def _is_sheet(sheet: Any) -> bool:
    return isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)


def _cell(raw: Any, number: int, repairs: list[str]) -> NotebookNode | None:
    """One well-typed cell, without outputs but its pictures; None if there is nothing to read."""
    if not isinstance(raw, dict):
        repairs.append(f"Cell {number} was no cell (a {_kind(raw)}) and has been left out.")
        return None
    kind, source = raw.get("cell_type"), raw.get("source", raw.get("input"))
    mark = ""
    if kind == "heading":  # format 3
        level = raw.get("level") if isinstance(raw.get("level"), int) else 1
        mark = "#" * min(max(level, 1), 6) + " "
    if kind in ("heading", "html"):
        kind = "markdown"
    if kind not in ("code", "markdown", "raw"):
        guess = "code" if "outputs" in raw else "raw"
        repairs.append(f"Cell {number} had no known type; it was read as {guess}.")
        kind = guess
    metadata = _metadata(raw.get("metadata", {}), number, repairs)
    if mark:
        metadata["heading"] = mark  # `recognise` takes it away again if the cell was code
    cell = {"cell_type": kind, "metadata": metadata, "source": mark + _joined(source, number, repairs)}
    if isinstance(identity := raw.get("id"), str) and identity:
        cell["id"] = identity
    elif isinstance(raw.get("metadata"), dict) and isinstance(identity := raw["metadata"].get("id"), str) and identity:
        cell["id"] = identity  # where Colab stores it
    if kind == "code":
        cell |= {"execution_count": None, "outputs": _drawn(raw.get("outputs"))}
    elif pictures := _attachments(raw.get("attachments")):
        cell["attachments"] = pictures
    return from_dict(cell)


def _metadata(metadata: Any, number: int, repairs: list[str]) -> dict[str, Any]:
    """The metadata that identifies a cell; the rest is dropped."""
    kept: dict[str, Any] = {}
    if not isinstance(metadata, dict):
        repairs.append(f"The metadata of cell {number} was a {_kind(metadata)}; it has been left out.")
        return kept
    if isinstance(nbgrader := metadata.get("nbgrader", {}), dict):
        if plain := {key: value for key, value in nbgrader.items() if not isinstance(value, list | dict)}:
            kept["nbgrader"] = plain
    else:
        repairs.append(f"nbgrader's metadata of cell {number} was a {_kind(nbgrader)}; it has been left out.")
    if isinstance(tags := metadata.get("tags"), list) and (words := [tag for tag in tags if isinstance(tag, str)]):
        kept["tags"] = words
    return kept


def _joined(source: Any, number: int, repairs: list[str]) -> str:
    """A cell's text, given as text or as a list of lines."""
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        repairs.append(f"The text of cell {number} was a {_kind(source)}; it was read as empty.")
        return ""
    # JSON may contain lone surrogates, which cannot be saved.
    return source.encode("utf-8", errors="replace").decode("utf-8")


_PNG = re.compile(r"iVBORw0KGgo[A-Za-z0-9+/=\s]*")  # in base64, and nothing that could end an attribute of a page
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


def _attachments(attachments: Any) -> dict[str, dict[str, str]]:
    """Pictures pasted into a markdown cell: `{file name: {MIME type: base64 text}}`."""
    if not isinstance(attachments, dict):
        return {}
    pictures = {}
    for name, bundle in attachments.items():
        if isinstance(bundle, dict) and printable(name) == name:
            kinds = {kind: data for kind, data in bundle.items() if kind in _PICTURES and isinstance(data, str)}
            pictures[name] = {kind: data for kind, data in kinds.items() if data.isascii()}
    return {name: bundle for name, bundle in pictures.items() if bundle}


def _drawn(outputs: Any) -> list[dict[str, Any]]:
    """The pictures among a cell's outputs, with their alt texts; of an SVG, which may hold a script, the alt text."""
    drawn = []
    for output in outputs if isinstance(outputs, list) else ():
        data, metadata = (output.get(key) for key in ("data", "metadata")) if isinstance(output, dict) else (None, None)
        if svg := _alt(metadata, "image/svg+xml"):
            text = f"[A picture that is not shown here] {svg}"
            drawn.append({"output_type": "display_data", "data": {"text/plain": text}, "metadata": {}})
            continue
        png = data.get("image/png") if isinstance(data, dict) else None
        png = "".join(png) if isinstance(png, list) and all(isinstance(line, str) for line in png) else png
        if isinstance(png, str) and _PNG.fullmatch(png):
            alt = _alt(metadata, "image/png")
            kept = {} if alt is None else {"image/png": {"alt": alt}}
            drawn.append({"output_type": "display_data", "data": {"image/png": png}, "metadata": kept})
    return drawn


def _alt(metadata: Any, kind: str) -> str | None:
    about = metadata.get(kind) if isinstance(metadata, dict) else None
    alt = about.get("alt") if isinstance(about, dict) else None
    return alt.encode(errors="replace").decode() if isinstance(alt, str) else None


def _kind(value: Any) -> str:
    names = {dict: "mapping", list: "list", str: "text", bool: "truth value", type(None): "null"}
    return names.get(type(value), "number")
