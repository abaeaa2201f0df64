"""A tiny but complete assignment with every role that a cell can have, for a test to write into a folder."""

from pathlib import Path

NAME = "hw0_sample"
NOTEBOOK = "doubling"
TWO = "tripling"  # the second notebook, if there are two: a copy under another name

SETTINGS = """\
title = "Doubling"
objectives = ["Double an array"]
frameworks = ["numpy"]

[notebooks.doubling]
title = "Doubling"
minutes = 5

[notebooks.doubling.questions.double]
title = "Twice as much"
source = "made for the tests"
source_points = 6
"""

SOURCE = '''\
# %% [markdown]
# # Doubling
#
# Twice as much of everything.

# %% tags=["setup"] nbgrader={"grade_id": "setup_imports"}
import numpy as np

from coursekit import check, reference, remote, rng

# %% nbgrader={"grade_id": "double_answer", "solution": true}
def double(x):
    """Twice `x`: float array (n,) in, float array (n,) out; `x` stays as it is."""
    ### BEGIN SOLUTION
    return x + x
    ### END SOLUTION

# %% nbgrader={"grade_id": "double_public", "points": 1}
x = np.array([1.0, -2.0, 0.5])
check.close(double(x), np.array([2.0, -4.0, 1.0]), name="double(x)")
check.passed("double gives twice its input")

# %% nbgrader={"grade_id": "double_hidden", "points": 3}
# Checks double on arrays of other lengths, and that it leaves its input alone.
### BEGIN HIDDEN TESTS
for length in (2, 5):
    x = rng.normal(size=length)
    before = x.copy()
    check.close(double(x), reference.double(before), name="double(x)")
    check.unchanged(before, x, name="x")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "double_experiment"}
doubled = double(np.arange(3.0))
print(doubled)

# %% [markdown] nbgrader={"grade_id": "double_why", "points": 2, "solution": true}
# The derivative of $x + x$ is two everywhere, because the sum's derivative is the sum of the derivatives.
'''


def write_sample(folder: Path) -> Path:
    """Write the sample course into `folder`; return the assignment's folder, `folder/solutions/hw0_sample`."""
    assignment = Path(folder) / "solutions" / NAME
    assignment.mkdir(parents=True)
    (assignment / "assignment.toml").write_text(SETTINGS, encoding="utf-8")
    (assignment / f"{NOTEBOOK}.py").write_text(SOURCE, encoding="utf-8")
    return assignment
