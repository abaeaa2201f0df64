"""A finished figure that a notebook displays, with a text for people who cannot see it."""

import base64
import io
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DOTS_PER_INCH = 100


class Picture:
    """A matplotlib figure, drawn once as PNG, and its alternative text.

    As the last expression of a cell it shows the image; its text form (for a terminal, a screen reader, `print`) is the
    alternative text, which should say what the figure shows and not only what kind of figure it is.

    figure: any matplotlib figure. It is closed in pyplot, so that a notebook never shows it twice.
    alt: one or two sentences. Raises ValueError if it is blank.
    shows_noise: whether the figure shows rounding noise and therefore depends on the processor.

    The same figure gives the same bytes: the PNG contains neither a date nor a version.
    """

    def __init__(self, figure: "Figure", alt: str, *, shows_noise: bool = False) -> None:
        self.alt = " ".join(alt.split())
        if not self.alt:
            raise ValueError("A picture needs alternative text: say in a sentence what the figure shows.")
        self.figure, self.shows_noise = figure, shows_noise
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", dpi=DOTS_PER_INCH, bbox_inches="tight", metadata={"Software": None})
        self.png = buffer.getvalue()
        # Without this, the inline backend would show every open figure again at the end of the cell.
        # Only if somebody imported pyplot: a figure made without it is not in its list.
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is not None:
            pyplot.close(figure)

    def save(self, path: str | Path) -> None:
        """Write the PNG to a file."""
        Path(path).write_bytes(self.png)

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> tuple[Mapping[str, str], Mapping[str, Any]]:
        """For Jupyter: the image with `alt` as metadata, which nbconvert writes into the page, and the text."""
        data = {"image/png": base64.b64encode(self.png).decode("ascii"), "text/plain": self.alt}
        return data, {"image/png": {"alt": self.alt} | ({"shows_noise": True} if self.shows_noise else {})}
