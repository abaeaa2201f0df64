"""nbgrader's settings for this course: our sources, our grader, pages without students' scripts.

nbgrader reads this file in the folder where it is started, and in its course folder. The sources are found from here:
`nbgrader autograde hw2_backprop --course-dir demo` grades `demo/submitted/` into `demo/gradebook.db`.
"""

from pathlib import Path

try:
    from autograder.nbgrader.plugin import configure
except Exception as fault:
    # nbgrader would only log this, and go on to run students' code and tests in its own, trusting way.
    raise SystemExit(
        f"{__file__}: the autograder cannot be loaded ({fault}); run `make` in its folder first"
    ) from fault

c = get_config()  # noqa: F821  (nbgrader's loader provides it)
configure(c, Path(__file__).resolve().parent)
