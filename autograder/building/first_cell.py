"""The first code cell of every notebook: it says whether what the notebook imports is there and, if not, how to get it.

The build puts it into each notebook, so that the package's address stands in one place, `solutions/course.toml`. It is
a setup cell: when graded, all is there, and it only looks.
"""

from collections.abc import Sequence

# Why each part is as it is: `coursekit.checking`, because a stranger's package `coursekit` has none. Colab's machines
# start anew each day, so there the cell installs by itself; a student's own machine is left alone. Jupyter shows the
# message without a traceback. All is inside a function, so that the notebook has no names that it did not ask for.
_CODE = '''\
# Run this cell first. Where something is missing that the notebook needs, it says what to do.
def look_for(*packages, install):
    """Import these packages; where one is missing, say how to get it (in Colab: install it)."""
    import importlib
    import sys

    def missing():
        importlib.invalidate_caches()
        for package in packages:
            try:
                importlib.import_module(package)
            except ImportError:
                return package.split(".")[0]

    if missing() and "google.colab" in sys.modules:
        get_ipython().run_line_magic("pip", f"install --quiet {install}")
    if name := missing():
        text = f"""This notebook needs the package {name}, which this Python does not have.
{advice}Run this line in a new cell, then this cell again:

    %pip install {install}
"""
        fault = ModuleNotFoundError(text, name=name)
        fault._render_traceback_ = lambda: [text]
        raise fault
    print("✓ The packages that this notebook needs are there.")


'''
_BESIDE = "You got the file {file} with it: put it into the notebook's folder (in Colab: into Files, at the left).\n"


def first_cell(package: str, frameworks: Sequence[str]) -> str:
    """The code of the cell.

    package: where the students' package is: the name of a wheel, which then lies beside the notebook, or its address.
    frameworks: what the notebook imports; each but NumPy is also the name of an extra of the package.
    """
    extras = [name for name in frameworks if name != "numpy"]
    file = package.rpartition("/")[2]
    advice = "" if "://" in package else _BESIDE.format(file=file)
    names = ", ".join(f'"{name}"' for name in ("coursekit.checking", *extras))
    return _CODE.replace("{advice}", advice) + f"look_for({names}, install='{requirement(package, extras)}')"


def requirement(package: str, extras: Sequence[str]) -> str:
    """What pip is asked for, quoted for a notebook and a shell: the package with its extras."""
    brackets = f"[{','.join(extras)}]" if extras else ""
    if "://" not in package:
        return f'"./{package}{brackets}"'
    name = package.rpartition("/")[2].partition("-")[0].replace("_", "-")
    return f'"{name}{brackets} @ {package}"'
