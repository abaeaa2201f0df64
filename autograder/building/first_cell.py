"""The first code cell of every notebook, which tests whether its packages are installed, else says how to get them.

The build inserts it into each notebook, so that the package's address is only in `solutions/course.toml`. It is a setup
cell; in grading all packages are installed, so it does nothing else.
"""

from collections.abc import Sequence

# It imports `coursekit.checking`, because an unrelated package `coursekit` would not have it. In Colab, whose machines
# are new each day, it installs packages itself; it never does on a student's own machine. Jupyter shows the message
# without a traceback. Everything is inside a function, to keep the notebook's namespace clean.
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

    package: the students' package, as the address of a wheel or the file name of one beside the notebook.
    frameworks: what the notebook imports; each except NumPy is also the name of an extra of the package.
    """
    extras = [name for name in frameworks if name != "numpy"]
    file = package.rpartition("/")[2]
    advice = "" if "://" in package else _BESIDE.format(file=file)
    names = ", ".join(f'"{name}"' for name in ("coursekit.checking", *extras))
    return _CODE.replace("{advice}", advice) + f"look_for({names}, install='{requirement(package, extras)}')"


def requirement(package: str, extras: Sequence[str]) -> str:
    """The package with its extras as an argument for pip, quoted for a notebook and a shell."""
    brackets = f"[{','.join(extras)}]" if extras else ""
    if "://" not in package:
        return f'"./{package}{brackets}"'
    name = package.rpartition("/")[2].partition("-")[0].replace("_", "-")
    return f'"{name}{brackets} @ {package}"'
