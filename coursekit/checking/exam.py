"""The three names that a check cell may use besides the notebook's own: `reference`, `remote`, `rng`.

When a notebook is graded, the examiner replaces all three for every check: `reference` holds the reference solution,
`remote` makes an object in the student's process, `rng` has a seed made of a secret and the check's name. Here, in a
plain notebook, they use the notebook itself, so that the solution notebook runs from top to bottom without a grader.
So in a plain notebook a check that compares with `reference` proves nothing: public checks that students should
learn from state their expected values.
"""

import sys
from typing import Any

import numpy as np

__all__ = ["reference", "remote", "rng"]


class _Notebook:
    """Looks names up in the running notebook: `reference.fc_forward` is the notebook's own `fc_forward`."""

    def __getattr__(self, name: str) -> Any:
        # Jupyter asks every object that it shows for `_repr_html_` and the like; the notebook never defines those.
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return vars(sys.modules["__main__"])[name]
        except KeyError:
            raise AttributeError(
                f"The notebook has not defined `{name}` yet: run the cell that defines it, then this one again."
            ) from None

    def __repr__(self) -> str:
        return "reference: the notebook's own answers (the reference solution, when the notebook is graded)"


def remote(expression: str) -> Any:
    """The value of a Python expression in the notebook; when graded, it is evaluated in the student's process.

    For objects that cannot travel as data: `remote("lambda x: x ** 2")` gives a callback that a student's function
    can call.
    """
    return eval(expression, vars(sys.modules["__main__"]))


reference: Any = _Notebook()
rng: np.random.Generator = np.random.default_rng()
