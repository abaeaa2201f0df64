"""Decides whether two runs of a cell have the same outputs, apart from noise between processors.

All texts must be equal, including alternative texts. Only images may differ, by a few shades of colour, because curves
move by part of a pixel. A picture marked `shows_noise` is compared by its texts only.
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
    """The text of a cell's outputs: printed lines, results, alternative texts, errors."""
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
    """How a cell's outputs differ beyond noise ("its text", "its picture"); None if they do not."""
    if [_without_images(output) for output in old] != [_without_images(output) for output in new]:
        return "its text" if told(old) != told(new) else "the form of its output"
    pairs = zip(old, new, strict=True)
    return None if all(_same_images(one, other) for one, other in pairs) else "its picture"


def keep_alike(stored: NotebookNode, fresh: NotebookNode) -> None:
    """Copy outputs from `stored` to `fresh` where they differ only by noise. Both have the same cells."""
    for old, new in zip(stored.cells, fresh.cells, strict=True):
        if new.cell_type == "code" and difference(old.outputs, new.outputs) is None:
            new.outputs = deepcopy(old.outputs)


def _without_images(output: NotebookNode) -> dict:
    bare = {key: value for key, value in output.items() if key != "execution_count"}
    if "data" in bare:
        bare["data"] = {kind: None if kind.startswith("image/") else data for kind, data in bare["data"].items()}
    return bare


def _same_images(one: NotebookNode, other: NotebookNode) -> bool:
    """Whether the images of two otherwise equal outputs differ only by noise."""
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
        return False  # an SVG or a damaged image, which must be equal
    return first.shape == second.shape and int(np.abs(first.astype(int) - second).max(initial=0)) <= MOST_SHADES
