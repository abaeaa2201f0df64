"""The run-time guard, in real kernels: answers are refused what is forbidden, libraries and locked cells are not."""

import ast
import sys
from pathlib import Path

import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograder.assignment import Question
from autograder.kernels import QUIET, kernel_manager
from autograder.rules.violations import Rules, guard_code

# A library that is not installed here, of the shape of PyTorch.
LIBRARY = {
    "torch/__init__.py": """\
from torch import autograd, optim

class Tensor:
    def __init__(self, data=0.0):
        self.data = data
    def backward(self):
        return "went backward"
    def detach(self):
        return self

def tensor(data):
    return Tensor(data)

def train(t):
    "What a library does for itself is its own business."
    t.backward()
    return optim.SGD([t]).step() and autograd.grad(t)
""",
    "torch/autograd.py": "def grad(t):\n    return 'a gradient'\n",
    "torch/optim.py": "class SGD:\n    def __init__(self, params): pass\n    def step(self): return True\n",
}

SETUP = """\
import sys
sys.path.insert(0, "LIBRARY")
import numpy as np
import sklearn
import torch
from sklearn import linear_model
from sklearn.linear_model import LinearRegression
from coursekit import data

def given(a, b):
    return np.linalg.lstsq(a, b)[0]

def fitted():
    import sklearn.svm
    return sklearn.svm.SVC

A, B = np.eye(2), np.ones(2)
given(A, B), np.linalg.lstsq(A, B), sklearn.__version__, torch.optim.SGD([]), torch.autograd.grad(1)
torch.tensor(1.0).backward()
"""

FORBID = ("sklearn", "np.linalg.lstsq", "torch.optim", "torch.autograd.grad", ".backward")


def a_cell(name: str, code: str) -> NotebookNode:
    cell = new_code_cell(code)
    solution = name.startswith(("fc", "free"))
    cell.metadata["nbgrader"] = {"grade_id": name, "solution": solution, "grade": False, "locked": not solution}
    cell.metadata["tags"] = ["setup"] if name == "setup" else []
    return cell


def outcomes(
    folder: Path, answers: list[str], *, forbid: tuple[str, ...] = FORBID, fc: tuple[str, ...] = (), added: str = "pass"
) -> list[str | None]:
    """Run setup, an added cell and answers in one kernel, with the guard; for each cell the error's text, or None."""
    for name, text in LIBRARY.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    cells = [a_cell("setup", SETUP.replace("LIBRARY", str(folder))), new_code_cell(added)]
    cells += [a_cell(f"fc_{number}", f"{code}\n# {number}") for number, code in enumerate(answers)]
    cells += [a_cell("free_answer", "np.linalg.solve(A, B)"), a_cell("experiment", "sklearn.svm, given(A, B)")]
    nb = new_notebook(cells=cells)
    rules = Rules((Question("fc", "FC", forbid=fc), Question("free", "Free")), forbid)
    ran = new_notebook(cells=[new_code_cell(guard_code(nb, rules)), *nb.cells])
    with kernel_manager() as manager:
        NotebookClient(
            ran,
            km=manager,
            resources={"metadata": {"path": str(folder)}},
            allow_errors=True,
            timeout=120,
            extra_arguments=QUIET,
        ).execute()
    return [
        next((f"{o.ename}: {o.evalue}" for o in cell.outputs if o.output_type == "error"), None) for cell in ran.cells
    ]


REFUSED = {
    "import sklearn": "sklearn",
    "import sklearn.svm as svm": "sklearn",
    "from sklearn.svm import SVC": "sklearn",
    "__import__('sk' + 'learn')": "sklearn",
    "import importlib\nimportlib.import_module('skl' + 'earn.svm')": "sklearn",
    "exec('import ' + 'sklearn')": "sklearn",
    "sklearn.linear_model": "sklearn",
    "linear_model.Ridge": "sklearn",
    "sys.modules['sklearn'].base": "sklearn",
    "np.linalg.lstsq(A, B)": "np.linalg.lstsq",
    "getattr(np.linalg, 'lst' + 'sq')(A, B)": "np.linalg.lstsq",
    "np.linalg._linalg.lstsq(A, B)": "np.linalg.lstsq",
    "f = lambda a, b: np.linalg.lstsq(a, b)\nf(A, B)": "np.linalg.lstsq",
    "list(map(np.linalg.lstsq, [A], [B]))": "np.linalg.lstsq",
    "def f():\n    def g():\n        return np.linalg.lstsq(A, B)\n    return g()\nf()": "np.linalg.lstsq",
    "torch.optim.SGD([])": "torch.optim",
    "from torch.optim import SGD": "torch.optim",
    "from torch import optim": "torch.optim",
    "getattr(torch.autograd, 'gr' + 'ad')(1)": "torch.autograd.grad",
    "torch.tensor(1.0).backward()": ".backward",
    "getattr(torch.tensor(1.0), 'back' + 'ward')()": ".backward",
}

LET_THROUGH = [
    "given(A, B)",
    "fitted()",
    "np.polyfit([1, 2, 3], [1, 2, 3], 1)",
    "np.linalg.solve(A, B)",
    "data.__name__",
    "import math, numpy.linalg, collections",
    "from numpy import *",
    "torch.train(torch.tensor(1.0))",
    "torch.tensor(1.0).detach()",
    "class Layer:\n    def backward(self):\n        return 1\nLayer().backward()",
    "assert isinstance(torch.tensor(1.0), torch.Tensor)",
    "assert np.linalg.lstsq.__name__ == 'lstsq' and given.__name__",
]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | None]:
    answers = [*REFUSED, *LET_THROUGH]
    ends = outcomes(tmp_path_factory.mktemp("guard"), answers)
    assert ends[:3] == [None, None, None]  # the guard itself, setup, the added cell
    assert ends[-2:] == [None, None]
    return dict(zip(answers, ends[3:], strict=False))


@pytest.mark.parametrize("code", REFUSED)
def test_answers_are_refused_what_is_forbidden(guarded, code):
    text = f"ForbiddenCall: '{REFUSED[code]}' may not be used in this assignment; write it by hand"
    assert guarded[code] == text


@pytest.mark.parametrize("code", LET_THROUGH)
def test_libraries_and_locked_cells_use_what_they_like(guarded, code):
    assert guarded[code] is None


def test_a_students_own_cell_may_compare_but_not_help(tmp_path):
    added = "import sklearn\ndef helper():\n    return sklearn.base\nhelper(), np.linalg.lstsq(A, B)"
    answers = ["helper()", "def mine():\n    return helper()\nmine()"]
    _, _, own, direct, through, *_ = outcomes(tmp_path, answers, added=added)
    assert own is None
    assert direct == through == "ForbiddenCall: 'sklearn' may not be used in this assignment; write it by hand"


def test_a_questions_own_rule_holds_in_its_answers_alone(tmp_path):
    ends = outcomes(tmp_path, ["np.linalg.solve(A, B)", "given(A, B)"], forbid=(), fc=("np.linalg.solve",))
    assert ends[3] == "ForbiddenCall: 'np.linalg.solve' may not be used in this question; write it by hand"
    assert [end for number, end in enumerate(ends) if number != 3] == [None] * 6


def test_what_is_loaded_later_is_guarded_once_it_is(tmp_path):
    code = ["import scipy", "import scipy.linalg\nscipy.linalg.pinv(A)", "scipy.linalg.pinv(A)", "scipy.linalg.inv(A)"]
    ends = outcomes(tmp_path, code, forbid=("scipy.linalg.pinv",))
    assert ends[3] is None and ends[6] is None
    assert ends[5].startswith("ForbiddenCall: 'scipy.linalg.pinv'")


def test_questions_that_forbid_the_same_share_one_rule_and_the_others_are_free_of_it():
    nb = new_notebook(cells=[a_cell(f"{name}_answer", f"{name} = 1") for name in ("fc", "free", "fcc")])
    questions = (Question("fc", "FC", forbid=("torch",)), Question("free", "Free"))
    questions += (Question("fcc", "FCC", forbid=("torch", "scipy")),)
    torch, scipy = (line for line in guard_code(nb, Rules(questions)).splitlines() if "install(" in line)
    assert "[('torch', 'torch')]" in torch and "'free = 1'" in torch and "'fc = 1'" not in torch
    assert "[('scipy', 'scipy')]" in scipy and "'fc = 1'" in scipy and "'fcc = 1'" not in scipy


def test_no_rules_need_no_guard():
    nb = new_notebook(cells=[a_cell("fc_answer", "pass")])
    assert guard_code(nb, Rules((Question("fc", "FC"),))) == ""


@pytest.mark.parametrize("module", ["benches/guard.py", "rules/library_names.py"])
def test_the_guard_imports_only_the_standard_library(module):
    source = (Path(__file__).parents[3] / "autograder" / module).read_text(encoding="utf-8")
    tree = ast.parse(source)
    at_once = {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
    at_once |= {node.module for node in tree.body if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in at_once - {"autograder.rules.library_names"}} <= set(
        sys.stdlib_module_names
    )
