"""The public face: `help` tells each name that a notebook may use, and no name means two things."""

import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from types import ModuleType

import pytest

import coursekit
from autograder.assignment import load
from coursekit import pictures, pretrained

SOLUTIONS = Path(__file__).parents[2] / "solutions"
MODULES = [module.name for module in pkgutil.walk_packages(coursekit.__path__, "coursekit.")]
# All but the networks themselves, each of which is made of a framework's layers.
LIGHT = [name for name in MODULES if not name.startswith("coursekit.pretrained.")]


@pytest.mark.parametrize("package", [coursekit, pictures, pretrained], ids=["coursekit", "pictures", "pretrained"])
def test_help_is_a_table_of_all_public_names(package):
    rows = re.findall(r"^    ((?:\w+, )*\w+)(?:\n? {2,}|\n)", package.__doc__, re.MULTILINE)
    assert sorted(name for row in rows for name in row.split(", ")) == package.__all__
    assert set(package.__all__) <= set(dir(package))
    for name in package.__all__:
        assert inspect.getdoc(getattr(package, name)), f"{name} says nothing about itself"


def test_a_name_that_is_not_there_is_an_error_as_of_any_module():
    with pytest.raises(AttributeError, match="module 'coursekit' has no attribute 'fc_forward'"):
        coursekit.fc_forward  # noqa: B018
    with pytest.raises(ImportError, match="cannot import name 'fc_forward'"):
        from coursekit import fc_forward  # noqa: F401


def test_no_public_function_or_class_shares_its_name_with_another():
    homes = defaultdict(set)
    for module in map(importlib.import_module, MODULES):
        for name, value in vars(module).items():
            if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__ and callable(value):
                homes[name].add(module.__name__)
    assert {name: sorted(modules) for name, modules in homes.items() if len(modules) > 1} == {}
    # A module's name would hide a function's once the module is loaded.
    for package in (coursekit, pictures, pretrained):
        inside = {module.name for module in pkgutil.iter_modules(package.__path__)}
        assert {
            name for name in inside & {*package.__all__} if not isinstance(getattr(package, name), ModuleType)
        } == set()


@pytest.mark.parametrize(
    ("imports", "later"),
    [
        ("import coursekit", {"numpy"}),
        ("from coursekit import check, gradient_check, load_images, reference, rng, Solver", {"matplotlib", "PIL"}),
        (f"import {', '.join(LIGHT)}", {"matplotlib.pyplot", "sklearn", "pooch", "torch", "tensorflow", "IPython"}),
    ],
    ids=["nothing", "without pictures", "everything"],
)
def test_what_is_heavy_is_loaded_by_what_needs_it(imports, later):
    code = f"import sys\n{imports}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) & later == set()


def forbidden() -> dict[str, set[str]]:
    """What the assignments forbid of coursekit, by notebook."""
    found = {}
    for folder in (path.parent for path in SOLUTIONS.glob("*/assignment.toml")):
        for name, notebook in load(folder).notebooks.items():
            names = {*notebook.forbid, *(name for question in notebook.questions for name in question.forbid)}
            found[f"{folder.name}/{name}"] = {name for name in names if name.startswith("coursekit.")}
    return found


@pytest.mark.parametrize(("notebook", "names"), forbidden().items(), ids=forbidden())
def test_what_is_forbidden_exists_and_is_forbidden_by_its_public_name_too(notebook, names):
    assert names
    for name in names:
        module, _, last = name.rpartition(".")
        assert name in MODULES or hasattr(importlib.import_module(module), last), f"{name} does not exist"
        if module == "coursekit.checking" and name in MODULES:
            public = {f"coursekit.{public}" for public in vars(importlib.import_module(name)).get("__all__", ())}
            assert {name for name in public if name.split(".")[1] in coursekit.__all__} <= names
        elif f"coursekit.{last}" != name and last in coursekit.__all__ and name not in MODULES:
            assert f"coursekit.{last}" in names
