"""When two runs of a cell tell the same: the one definition of the noise in which processors differ.

Every text must be equal, alternative texts among them. Only images may differ, and those by a few shades of colour:
curves move by a part of a pixel. A picture that says it `shows_noise` is told by its texts alone.
"""

import base64
import io
from collections.abc import Sequence
from copy import deepcopy

import numpy as np
from nbformat import NotebookNode
from PIL import Image, UnidentifiedImageError

MOST_SHADES = 16  # of 255, in any colour of any pixel; 5 were measured


def told(outputs: Sequence[NotebookNode]) -> str:
    """What the outputs of a cell say in words: printed lines, results, alternative texts, errors."""
    parts = []
    for output in outputs:
        data = output.get("data", {})
        if output.output_type == "error":
            parts.append(f"raised {output.ename}: {output.evalue}")
        parts += [output.get("text", ""), *(value for kind, value in data.items() if kind.startswith("text/"))]
        alts = (about.get("alt", "") for about in output.get("metadata", {}).values() if isinstance(about, dict))
        parts += [alt for alt in alts if alt not in parts]
    return "\n".join(part.rstrip("\n") for part in parts if part)


def difference(old: Sequence[NotebookNode], new: Sequence[NotebookNode]) -> str | None:
    """What sets a cell's outputs apart beyond noise: "its text", "its picture"; None if nothing does."""
    if [_without_images(output) for output in old] != [_without_images(output) for output in new]:
        return "its text" if told(old) != told(new) else "the form of its output"
    pairs = zip(old, new, strict=True)
    return None if all(_same_images(one, other) for one, other in pairs) else "its picture"


def keep_alike(stored: NotebookNode, fresh: NotebookNode) -> None:
    """Give `fresh` the outputs of `stored` in each cell where nothing but noise sets them apart. Same cells in both."""
    for old, new in zip(stored.cells, fresh.cells, strict=True):
        if new.cell_type == "code" and difference(old.outputs, new.outputs) is None:
            new.outputs = deepcopy(old.outputs)


def _without_images(output: NotebookNode) -> dict:
    bare = {key: value for key, value in output.items() if key != "execution_count"}
    if "data" in bare:
        bare["data"] = {kind: None if kind.startswith("image/") else data for kind, data in bare["data"].items()}
    return bare


def _same_images(one: NotebookNode, other: NotebookNode) -> bool:
    """Whether the images of two outputs, of which the rest is equal, are the same but for noise."""
    for kind, data in one.get("data", {}).items():
        if not kind.startswith("image/") or one.metadata.get(kind, {}).get("shows_noise"):
            continue
        if data.strip() != other.data[kind].strip() and not _same_pixels(data, other.data[kind]):
            return False
    return True


def _same_pixels(one: str, other: str) -> bool:
    try:
        first, second = (np.asarray(Image.open(io.BytesIO(base64.b64decode(d))).convert("RGBA")) for d in (one, other))
    except (UnidentifiedImageError, ValueError, OSError):
        return False  # an SVG, or no image at all: only equal ones are the same
    return first.shape == second.shape and int(np.abs(first.astype(int) - second).max(initial=0)) <= MOST_SHADES
