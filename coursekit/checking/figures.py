"""What a student's function has drawn, for checks of pictures."""

from collections.abc import Callable
from typing import Any

import numpy as np


def drawn_images(function: Callable[..., Any], *arguments: Any) -> list[tuple[str, np.ndarray]]:
    """Call `function(*arguments)`; for each axes in which it has drawn an image, the title and the image's numbers.

    The figure may be of pyplot's, still open, or that of a `Picture` or other object that the function returns and that
    has it as `figure`. A check asks for it in the student's process: `remote("drawn_images")(draw, X)`. Nothing is
    shown, and pyplot's figures are closed before and after.
    """
    from matplotlib import pyplot
    from matplotlib.figure import Figure

    pyplot.close("all")
    usual = pyplot.show, Figure.savefig
    pyplot.show = lambda *_, **__: None  # in a notebook it closes the figures
    Figure.savefig = lambda *_, **__: None  # takes time, and nobody looks at the file
    try:
        result = function(*arguments)
        figures = [result.figure] if hasattr(result, "figure") else list(map(pyplot.figure, pyplot.get_fignums()))
        drawn = [axes for figure in figures for axes in figure.axes if axes.images]
        return [(axes.get_title(), np.array(axes.images[0].get_array(), dtype=float)) for axes in drawn]
    finally:
        pyplot.show, Figure.savefig = usual
        pyplot.close("all")
