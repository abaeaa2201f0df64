"""Forbidden names are found by reading, or refused when they are used; ordinary code is let alone.

Reading names plain uses before anything runs. A name that is put together is refused by the guard, in a real bench.
"""

import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.assignment import RULES_KEY, Assignment, Limits, load
from autograder.benches.bench import Bench, BenchSettings
from autograder.roles import grade_id
from autograder.rules.unused import leave_out_unused_imports
from autograder.rules.violations import Rules, Violation, check_rules, find_violations, guard_code
from autograder.submissions.rebuild import rebuild_submission
from samples.answers import handed_in

ROOT = Path(__file__).parents[3]

SOURCE = '''\
# %% tags=["setup"] nbgrader={"grade_id": "setup_imports"}
import numpy as np
import torch
import torch.nn.functional as F
from coursekit import check

def given(x):
    """A helper of ours, which may use what an answer may not."""
    return np.linalg.lstsq(x, x)[0]

# %% nbgrader={"grade_id": "fc_forward", "solution": true}
def fc_forward(x, w, b):
    ### BEGIN SOLUTION
    return x @ w + b
    ### END SOLUTION

# %% nbgrader={"grade_id": "fc_public", "points": 1}
check.equal(1, 1, name="one")

# %% nbgrader={"grade_id": "mlp_model", "solution": true}
class MLP:
    ### BEGIN SOLUTION
    pass
    ### END SOLUTION

# %% nbgrader={"grade_id": "mlp_public", "points": 1}
check.equal(1, 1, name="one")

# %% nbgrader={"grade_id": "free_answer", "solution": true}
def free(x):
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION

# %% nbgrader={"grade_id": "free_public", "points": 1}
check.equal(1, 1, name="one")
'''

TORCH = [".backward", ".requires_grad_", ".requires_grad", "torch.autograd", "torch.func", "torch.optim", "F.mse_loss"]


def an_assignment(
    folder: Path,
    *,
    forbid: list[str] = (),
    allowed: list[str] = (),
    frameworks: list[str] = ("numpy",),
    fc: str = "",
    mlp: str = "",
) -> Assignment:
    """An assignment of three questions, `fc`, `mlp` and `free`; `fc` and `mlp` are lines of TOML for the two."""
    home = folder / "solutions" / "hw0_rules"
    home.mkdir(parents=True, exist_ok=True)
    (home / "layers.py").write_text(SOURCE, encoding="utf-8")
    lines = ['title = "Rules"', f"forbid = {list(forbid)!r}", f"allowed_imports = {list(allowed)!r}"]
    lines.append(f"frameworks = {list(frameworks)!r}")
    lines += ["[notebooks.layers]", 'title = "Layers"', "minutes = 5"]
    for name, more in (("fc", fc), ("mlp", mlp), ("free", "")):
        lines += [f"[notebooks.layers.questions.{name}]", f'title = "{name}"', more]
    (home / "assignment.toml").write_text("\n".join(lines), encoding="utf-8")
    return load(home)


def violations(assignment: Assignment, cells: dict[str, str]) -> list[Violation]:
    """What is found in a submission with these cells, as it comes out of rebuilding."""
    nb = handed_in(assignment, "layers", cells)
    return find_violations(rebuild_submission(assignment, "layers", nb, None, []), assignment, "layers")


def ends(assignment: Assignment, cell: str, codes: list[str], preload: tuple[str, ...] = ("numpy",)) -> dict[str, str]:
    """How each of these answers to one cell ends in a bench with the guard; "" for one that raises nothing."""
    copies = {code: handed_in(assignment, "layers", {cell: f"{code}\n# {number}"}) for number, code in enumerate(codes)}
    whole = handed_in(assignment, "layers", {})
    (place,) = (number for number, other in enumerate(whole.cells) if grade_id(other) == cell)
    answers = {code: nb.cells[place] for code, nb in copies.items()}
    whole.cells[place : place + 1] = answers.values()
    guard = guard_code(whole, Rules.of(assignment, "layers"))
    bench = Bench(Limits(cell_seconds=60), guard, BenchSettings(preload=preload))
    try:
        assert bench.run(next(cell for cell in whole.cells if cell.cell_type == "code")) is None
        return {code: bench.run(answer) or "" for code, answer in answers.items()}
    finally:
        bench.close()


def body(*lines: str) -> str:
    return "def fc_forward(x, w, b):\n" + "\n".join(f"    {line}" for text in lines for line in text.split("\n"))


@pytest.fixture(scope="module")
def no_lstsq(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return an_assignment(tmp_path_factory.mktemp("course"), forbid=["np.linalg.lstsq", "sklearn"])


@pytest.fixture(scope="module")
def no_autograd(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return an_assignment(tmp_path_factory.mktemp("course"), mlp=f"forbid = {TORCH!r}")


# --- names ---

WAYS_TO_LSTSQ = [
    "return np.linalg.lstsq(x, w)",
    "import numpy\nreturn numpy.linalg.lstsq(x, w)",
    "import numpy.linalg as la\nreturn la.lstsq(x, w)",
    "from numpy import linalg as la\nreturn la.lstsq(x, w)",
    "from numpy.linalg import lstsq as solve_it\nreturn solve_it(x, w)",
    "from numpy.linalg import *\nreturn lstsq(x, w)",
    "f = np.linalg\ng = f.lstsq\nreturn g(x, w)",
    "return getattr(np.linalg, 'lst' + 'sq')(x, w)",
    "return getattr(np.linalg, ''.join(['ls', 'tsq']))(x, w)",
    "return getattr(np.linalg, 'qstsl'[::-1])(x, w)",
    "return getattr(np.linalg, f\"l{'s'}tsq\")(x, w)",
    "return getattr(np.linalg, 'lst%s' % 'sq')(x, w)",
    "return getattr(np.linalg, chr(108) + 'stsq')(x, w)",
    "name = 'LSTSQ'\nreturn getattr(np.linalg, name.lower())(x, w)",
    "reach = getattr\nreturn reach(np.linalg, 'lstsq')(x, w)",
    "return (lambda n='lstsq': getattr(np.linalg, n))()(x, w)",
    "def reach(n):\n    return getattr(np.linalg, n)\nreturn reach('lstsq')(x, w)",
    "import operator\nreturn operator.attrgetter('linalg.lstsq')(np)(x, w)",
    "return vars(np.linalg)['lstsq'](x, w)",
    "return np.linalg.__dict__['lstsq'](x, w)",
    "return globals()['np'].linalg.lstsq(x, w)",
    "return globals().get('np').linalg.lstsq(x, w)",
    "import sys\nreturn sys.modules['numpy'].linalg.lstsq(x, w)",
    "return np.sys.modules['numpy.linalg'].lstsq(x, w)",
    "return __import__('num' + 'py').linalg.lstsq(x, w)",
    "import importlib\nreturn importlib.import_module('numpy.linalg').lstsq(x, w)",
    "from importlib import import_module as bring\nreturn bring('numpy.linalg').lstsq(x, w)",
    "return __builtins__['__import__']('numpy').linalg.lstsq(x, w)",
    "return getattr(__builtins__, '__im' + 'port__')('numpy').linalg.lstsq(x, w)",
    "return eval('np.linalg.lst' + 'sq')(x, w)",
    "exec('out = np.linalg.lstsq(x, w)')\nreturn out",
    "exec(compile('import numpy.linalg as q', 'f', 'exec'))\nreturn q.lstsq(x, w)",
    "e = eval\nreturn e('np.linalg.lstsq')(x, w)",
    "return {'a': np.linalg.lstsq}['a'](x, w)",
    "return next(iter([np.linalg.lstsq]))(x, w)",
    "from functools import partial\nreturn partial(np.linalg.lstsq, x)(w)",
    "return get_ipython().ev('np.linalg.lstsq')(x, w)",
    "try:\n    f = np.linalg.lstsq\nexcept AttributeError:\n    f = None\nreturn f(x, w)",
    "def deep(n=np.linalg.lstsq):\n    return n(x, w)\nreturn deep()",
    "class Solver:\n    f = staticmethod(np.linalg.lstsq)\nreturn Solver.f(x, w)",
    "x.solve = np.linalg.lstsq\nreturn x.solve(x, w)",
]


# What reading leaves to the guard: the name is worked out while the code runs.
PUT_TOGETHER = [
    *(way for way in WAYS_TO_LSTSQ if "getattr(np.linalg" in way or "attrgetter" in way),
    "reach = getattr\nreturn reach(np.linalg, 'lst' + 'sq')(x, w)",
    "return globals()['n' + 'p'].linalg.lstsq(x, w)",
    "import base64\nreturn getattr(np.linalg, base64.b64decode(b'bHN0c3E=').decode())(x, w)",
    "import functools\nreturn functools.reduce(getattr, ['linalg', 'lst' + 'sq'], np)(x, w)",
    "return [f for n, f in vars(np.linalg).items() if n[:5] == 'lst' + 'sq'][0](x, w)",
    "return max((n.startswith('lsts'), f) for n, f in vars(np.linalg).items() if n.startswith('lsts'))[1](x, w)",
    "match np:\n    case object(linalg=object(lstsq=f)):\n        return f(x, w)",
    "import inspect\nreturn dict(inspect.getmembers(np.linalg))['lst' + 'sq'](x, w)",
    "import operator\nreturn operator.methodcaller('lst' + 'sq', x, w)(np.linalg)",
    "return np.linalg.__getattribute__('lst' + 'sq')(x, w)",
    *(
        f"{first}\nf = getattr(np.linalg, 'lst' + 'sq')\n{last}"
        for first, last in {
            "import functools": "return functools.singledispatch(f)(x, w)",
            "import contextlib": "with contextlib.ExitStack() as stack:\n    stack.callback(f, x, w)",
            "import timeit": "return timeit.timeit(lambda: f(x, w), number=1)",
            "import weakref": "return weakref.finalize(fc_forward, f, x, w)()",
            "from concurrent.futures import ThreadPoolExecutor as Pool": "return Pool().submit(f, x, w).result()",
        }.items()
    ),
    "import threading\nout = []\nrun = lambda: out.append(getattr(np.linalg, 'lst' + 'sq')(x, w))\n"
    "thread = threading.Thread(target=lambda: run())\nthread.run()\nreturn out[0]",
    "import pickle\nreturn pickle.loads(b'cnumpy.linalg\\nlstsq\\n.')(x, w)",
]
# What reading refuses because it runs or imports something put together, or under another name, whatever that is.
PUT_TOGETHER_AND_RUN = [
    "return __import__('num' + 'py').linalg.lstsq(x, w)",
    "return getattr(__builtins__, '__im' + 'port__')('numpy').linalg.lstsq(x, w)",
    "return eval('np.linalg.lst' + 'sq')(x, w)",
    "e = eval\nreturn e('np.linalg.lstsq')(x, w)",
]


@pytest.mark.parametrize("code", [way for way in WAYS_TO_LSTSQ if way not in PUT_TOGETHER])
def test_a_forbidden_function_is_found_however_it_is_reached(no_lstsq, code):
    found = violations(no_lstsq, {"fc_forward": body(code)})
    assert {violation.question for violation in found} == {"fc"}
    rule = "unreadable" if code in PUT_TOGETHER_AND_RUN else "np.linalg.lstsq"
    assert rule in {violation.rule for violation in found}


@pytest.fixture(scope="module")
def put_together(no_lstsq: Assignment) -> dict[str, str]:
    called = {code: f"{body(code)}\nfc_forward(np.eye(2), np.ones(2), 0)" for code in PUT_TOGETHER}
    found = ends(no_lstsq, "fc_forward", [*called.values()])
    return {code: found[cell] for code, cell in called.items()}


@pytest.mark.parametrize("code", PUT_TOGETHER)
def test_a_name_that_is_put_together_is_refused_when_it_is_used(put_together, code):
    assert put_together[code].startswith("ForbiddenCall: 'np.linalg.lstsq' may not be used in this assignment")


@pytest.mark.parametrize(
    "code",
    [
        "import sklearn\nreturn sklearn.base",
        "import sklearn.linear_model as lm\nreturn lm",
        "from sklearn.linear_model import LinearRegression\nreturn LinearRegression",
        "from sklearn.linear_model import *\nreturn x",
        "return __import__('sk' + 'learn').linear_model",
        "import importlib as i\nreturn i.import_module('sklearn.svm')",
        "import sys\nreturn sys.modules.get('sklearn')",
        "from coursekit import data\nreturn data.sklearn.linear_model",
    ],
)
def test_a_forbidden_package_is_found_however_it_is_imported(no_lstsq, code):
    rule = "unreadable" if "'sk' + 'learn'" in code else "sklearn"
    assert {v.rule for v in violations(no_lstsq, {"fc_forward": body(code)})} == {rule}


@pytest.mark.parametrize(
    "code",
    [
        "# np.linalg.lstsq and sklearn would do it\nreturn x @ w + b",
        "'''sklearn, np.linalg.lstsq: not used.'''\nreturn x @ w + b",
        "lstsq = x @ w\nreturn lstsq + b",
        "out = np.linalg.norm(x) + np.linalg.solve(w, w)[0]\nreturn out",
        "np = fake(x)\nreturn np.linalg.lstsq(x, w)",
        "class linalg:\n    def lstsq(self, x): return x\nreturn linalg().lstsq(x)",
        "def eval(tree):\n    return [eval(part) for part in tree.parts]\nreturn eval(x)",
        "model = x\nmodel.eval()\nreturn getattr(model, 'weights')",
        "return given(x) @ w + b",
        "raise ValueError('no sklearn')",
        "for name in ('T', 'shape'):\n    print(getattr(x, name))\nreturn x @ w + b",
        "return getattr(np, 'dot')(x, w) + b",
        "import re\nreturn re.compile('a')",
        "%timeit np.dot(x, w)\nreturn x",
        "import sklearn\nreturn x",
        "from sklearn.linear_model import LinearRegression\nreturn x",
        "import sys, os, asyncio, concurrent.futures\nsys.setrecursionlimit(10_000)\nreturn x",
        "from tqdm import tqdm\nfor row in tqdm(x):\n    pass\nreturn x",
        "from IPython.display import display\ndisplay(x)\nreturn x",
        "import os.path, copy, time\nreturn copy.copy(x) if os.path.sep and time.time() else x",
        "import inspect\nreturn x if inspect.signature(given) else None",
        "import gc\ngc.collect()\nreturn x",
        "from types import SimpleNamespace as S\nreturn S(x=x).x",
        "return getattr(np.linalg, 'nor' + 'm')(x)",
        "return {**locals()}['x']",
        "import pickle\nreturn pickle.loads(pickle.dumps(x)) if x is None else x",
    ],
)
def test_ordinary_code_is_let_alone(no_lstsq, code):
    assert violations(no_lstsq, {"fc_forward": body(code)}) == []


def test_a_shadowed_builtin_is_the_students_own(no_lstsq):
    own = "def compile(source):\n    return source\ndef exec(code):\n    return compile(code)\n"
    own += body("return exec(x)")
    assert violations(no_lstsq, {"fc_forward": own}) == []
    late = body("return kept(x)") + "\nkept = eval('np.linalg.lstsq')\ndef eval(x):\n    return x\n"
    assert violations(no_lstsq, {"fc_forward": late})


def test_the_message_names_cell_line_rule_and_what_to_do(no_lstsq):
    found = violations(no_lstsq, {"fc_forward": body("import sklearn", "return sklearn.base")})
    assert found[:1] == [
        Violation(
            "fc_forward",
            "fc",
            2,
            "sklearn",
            "fc_forward, line 2: 'sklearn' may not be used in this question; write it by hand with NumPy",
        )
    ]


def test_the_advice_names_no_framework_that_the_question_forbids(tmp_path):
    cells = {"fc_forward": body("import torch", "return torch.ones(1)")}
    assignment = an_assignment(tmp_path, fc='forbid = ["torch"]', frameworks=["numpy", "torch"])
    assert violations(assignment, cells)[0].message.endswith("write it by hand with NumPy")


def test_magics_and_shell_lines_do_not_hide_code(no_lstsq):
    for first in ("%%time", "%%capture out", "\n%%timeit -n1\n%%time"):
        assert [
            v.rule for v in violations(no_lstsq, {"fc_forward": f"{first}\nimport sklearn\n" + body("return sklearn")})
        ]
    assert violations(no_lstsq, {"fc_forward": "%time np.linalg.lstsq(1, 2)\n" + body("return x")})
    assert violations(no_lstsq, {"fc_forward": "!pip list\n%matplotlib inline\n" + body("return x @ w + b")}) == []


def test_a_questions_own_rule_holds_for_it_alone(tmp_path):
    assignment = an_assignment(tmp_path, fc='forbid = ["np.dot"]')
    cells = {"fc_forward": body("return np.dot(x, w) + b"), "free_answer": "def free(x):\n    return np.dot(x, x)"}
    assert {v.question for v in violations(assignment, cells)} == {"fc"}


def test_a_forbidden_builtin(tmp_path):
    assignment = an_assignment(tmp_path, forbid=["sorted"])
    assert violations(assignment, {"fc_forward": body("return sorted(x)")})
    assert violations(assignment, {"fc_forward": body("sorted = x.sort", "return sorted()")}) == []


# --- what cannot be read ---


@pytest.mark.parametrize(
    "code",
    [
        "exec(open('answer.txt').read())",
        "return eval(''.join(reversed(secret)))",
        "import codecs\nreturn __import__(codecs.decode('fxyrnea', 'rot13'))",
        "name = 'numpy'\nname = open('n').read()\nreturn __import__(name)",
        "return list(map(eval, ['1']))",
        "import sys\nreturn [m for m in sys.modules.values()]",
        "import sys\nreturn sys.modules.get('num' + 'py')",
        "import marshal\nreturn marshal.loads(b'')",
        "return [c for c in ().__class__.__base__.__subclasses__()]",
        "import sys\nreturn sys._getframe(1).f_globals['np']",
        "%run other.py",
    ],
)
def test_what_cannot_be_read_is_a_violation_where_something_is_forbidden(no_lstsq, tmp_path, code):
    assert "unreadable" in {v.rule for v in violations(no_lstsq, {"fc_forward": body("pass") + "\n" + body(code)})}
    assert violations(an_assignment(tmp_path), {"fc_forward": body(code)}) == []


@pytest.mark.parametrize(
    "code",
    [
        "return getattr(np, self_chosen)(x)",
        "return [getattr(np, name)(x) for name in names]",
        "return eval('1 + 1')",
        "return globals()['forward_' + self_chosen](x)",
        "return globals().get(f'forward_{self_chosen}')(x)",
    ],
)
def test_a_name_that_is_handed_in_is_ordinary(no_lstsq, code):
    answer = f"def fc_forward(x, w, b, self_chosen='dot', names=()):\n    {code}"
    assert violations(no_lstsq, {"fc_forward": answer}) == []


def test_changing_how_cells_are_read_costs_every_question_with_rules(no_lstsq):
    for code in (
        "get_ipython().input_transformers_post.append(change)",
        "get_ipython().ast_transformers.append(Change())",
        "get_ipython().kernel.do_execute = other",
    ):
        found = violations(no_lstsq, {"fc_forward": "def fc_forward $ x", "+after fc_public": code})
        assert {v.question for v in found} == {"fc", "mlp", "free"}
        assert "the cell you added after fc_public, line 1" in found[0].message


def test_a_syntax_error_is_no_violation(no_lstsq):
    assert violations(no_lstsq, {"fc_forward": "def fc_forward(x, w, b)\n    import sklearn"}) == []


def test_code_too_deep_to_be_read_is_a_violation(no_lstsq):
    for deep in ("+".join(["x"] * 5000), "[" * 80 + "x" + "]" * 80 + ".a" * 5000, "-" * 3000 + "1"):
        found = violations(no_lstsq, {"fc_forward": f"y = {deep}\n" + body("return x")})
        assert not found or {v.rule for v in found} == {"unreadable"}
    assert found


def test_code_without_end_is_given_up_and_said(no_lstsq):
    many = "\n".join(f"a{number} = {number}" for number in range(50_000))
    nested = "\n".join("exec('pass')" for _ in range(200)) + "\nexec('np.linalg.lstsq')"
    commands = "!ls\n" * 600
    for long in (many, nested, commands):
        found = violations(no_lstsq, {"fc_forward": f"{long}\n" + body("return x")})
        assert {v.rule for v in found} == {"unreadable"}
        assert "too long or too deeply nested" in found[0].message
    numbers = f"data = [{'1, ' * 200_000}]"
    found = violations(no_lstsq, {"fc_forward": body("return x"), "+after fc_forward": numbers})
    assert all(v.message.startswith("the cell you added after fc_forward: the code is too long") for v in found)
    assert found
    chain = "\n".join(f"def g{i}():\n    global a{i}\n    a{i} = a{i + 1}" for i in range(600))
    assert violations(no_lstsq, {"fc_forward": f"{chain}\na600 = np.linalg.lstsq\n" + body("return a0(x)")})


# --- what the student added ---


def test_a_helper_in_an_added_cell_counts_where_it_is_used(no_lstsq):
    helper = "def inner(x):\n    import sklearn\n    return sklearn\ndef outer(x):\n    return inner(x)"
    cells = {"fc_forward": body("return outer(x)"), "+after free_public": helper}
    found = violations(no_lstsq, cells)
    assert [(v.question, v.grade_id, v.line) for v in found] == [("fc", None, 2), ("fc", None, 3)]
    assert found[0].message.startswith("the cell you added after free_public, line 2 (used by fc_forward): 'sklearn'")


def test_the_same_cell_unused_costs_nothing(no_lstsq):
    comparison = "import sklearn\nfrom sklearn.svm import *\nnp.linalg.lstsq(x, y)\nprint(fc_forward(x, w, b))"
    assert violations(no_lstsq, {"+after fc_public": comparison}) == []
    own = "x = np.ones(3)\nprint(x)\n" + body("return x @ w + b")
    assert violations(no_lstsq, {"fc_forward": own, "+after fc_public": "import sklearn\nx = sklearn.load(3)"}) == []


@pytest.mark.parametrize(
    "added",
    [
        "from sklearn.linear_model import fit",
        "from sklearn.linear_model import *",
        "import sklearn\nfit = sklearn.fit",
        "import sklearn\nglobals()['fit'] = sklearn.fit",
        "import sklearn\nglobals().update(fit=sklearn.fit)",
        "exec('import sklearn; fit = sklearn.fit')",
        "fit = None\ndef fill():\n    global fit\n    import sklearn\n    fit = sklearn.fit\nfill()",
    ],
)
def test_a_name_from_an_added_cell_is_followed(no_lstsq, added):
    cells = {"fc_forward": body("return fit(x)"), "+after setup_imports": added}
    assert {v.question for v in violations(no_lstsq, cells) if v.rule == "sklearn"} == {"fc"}


@pytest.mark.parametrize(
    "added",
    [
        "import sklearn\nfc_forward = lambda x, w, b: sklearn.fit(x)",
        "import sklearn\ndef patch(x, w, b):\n    return sklearn.fit(x)\nfc_forward.__call__ = patch",
        "import sklearn\nnp.matmul = sklearn.fit",
        "import sklearn\nsetattr(np, 'matmul', sklearn.fit)",
    ],
)
def test_replacing_an_answer_or_a_library_from_an_added_cell_is_seen(no_lstsq, added):
    assert "fc" in {v.question for v in violations(no_lstsq, {"+after fc_public": added})}


def test_a_helper_beside_another_questions_answer_is_followed_but_that_answer_is_not(tmp_path):
    assignment = an_assignment(tmp_path, fc='forbid = ["np.dot"]')
    free = "def free(x):\n    return np.dot(x, x)\ndef helper(x):\n    return np.dot(x, x)"
    by_helper = {"fc_forward": body("return helper(x)"), "free_answer": free}
    assert [v.grade_id for v in violations(assignment, by_helper)] == ["free_answer"]
    by_answer = {"fc_forward": body("return free(x)"), "free_answer": free}
    assert violations(assignment, by_answer) == []


# --- autograd ---

MLP = '''\
class ReLU:
    def forward(self, z):
        self.mask = z > 0
        return z * self.mask
    def backward(self, d):
        return d * self.mask

class MLP:
    def __init__(self, inner, outer, f):
        self.W, self.cache, self.f = torch.randn(outer, inner), dict(), f
        self.activation = {"relu": ReLU, "sigmoid": ReLU}[f]()
        self.layers = [ReLU()]
        self.layers.append(ReLU())
    def forward(self, x):
        z = getattr(torch, self.f)(x @ self.W.T)
        for layer in self.layers:
            z = layer.forward(z)
        self.cache.update(z=z)
        return self.activation.forward(z)
    def backward(self, dJdy_hat):
        """Fills the gradients without .backward() and requires_grad=True."""
        d = self.activation.backward(dJdy_hat)
        for layer in reversed(self.layers):
            d = layer.backward(d)
        # y.backward() would be easier
        LINE

net = MLP(3, 4, "relu")
net.forward(torch.zeros(2, 3))
net.backward(torch.ones(2, 4))

def own_test(model, d):
    model.backward(d)
'''


@pytest.mark.parametrize(
    "line",
    [
        "d.backward()",
        "d.backward(retain_graph=True)",
        "dJdy_hat.backward()",
        "loss = ((d - dJdy_hat) ** 2).mean(); loss.backward()",
        "torch.Tensor.backward(d)",
        "torch.autograd.grad(d, self.W)",
        "from torch import autograd as a; a.grad(d, self.W)",
        "from torch.func import grad; grad(sum)(d)",
        "self.W.requires_grad_()",
        "self.W.requires_grad = True",
        "w = torch.tensor([1.0], requires_grad=True)",
        "import torch.optim as o; o.SGD",
        "torch.nn.functional.mse_loss(d, d)",
    ],
)
def test_autograd_is_found(no_autograd, line):
    found = violations(no_autograd, {"mlp_model": MLP.replace("LINE", line)})
    assert [(v.question, v.line) for v in found] == [("mlp", 26)]


# The notebook's own classes have a method of that name, too: only when it runs can it be told whose it is.
UNTOLD = [
    "self.cache['z'].backward(dJdy_hat)",
    "z = self.forward(self.cache['x']); z.backward(d)",
    "loss = F.cross_entropy(d, d); step = loss.backward; step()",
    "for p in [self.W]: p.backward(d)",
    "getattr(self.cache['z'], 'back' + 'ward')(dJdy_hat)",
    "type(d).backward(d)",
    "d.__getattribute__('backward')()",
    "import operator; operator.methodcaller('backward', d)(self.W)",
]


@pytest.fixture(scope="module")
def untold(no_autograd: Assignment) -> dict[str, str]:
    cells = {line: MLP.replace("LINE", line).replace("update(z=z)", "update(z=z, x=x)") for line in UNTOLD}
    found = ends(no_autograd, "mlp_model", [*cells.values()], ("numpy", "torch"))
    return {line: found[cell] for line, cell in cells.items()}


@pytest.mark.parametrize("line", UNTOLD)
def test_a_tensors_backward_is_refused_when_it_runs(untold, line):
    assert untold[line].startswith("ForbiddenCall: '.backward' may not be used in this question")


@pytest.mark.parametrize(
    "line",
    [
        "pass",
        "self.activation.backward(d)",
        "self.requires_grad = True",
        "w = torch.tensor([1.0], requires_grad=False)",
        "torch.nn.functional.linear(d, self.W)",
        "net.backward(dJdy_hat) if net is not self else None",
    ],
)
def test_own_methods_of_that_name_are_let_alone(no_autograd, line):
    assert violations(no_autograd, {"mlp_model": MLP.replace("LINE", line)}) == []


def test_a_class_that_overloads_operators_has_its_own_backward(no_autograd):
    scalar = """\
class MLP:
    def __init__(self, data): self.data = data
    def __add__(self, other): return MLP(self.data + other.data)
    def __mul__(self, other): return MLP(self.data * other.data)
    def backward(self): self.grad = 1

def slope(x):
    y = x * x + x
    y.backward()
    (MLP(2.0) * MLP(3.0)).backward()
"""
    assert violations(no_autograd, {"mlp_model": scalar}) == []


def test_objects_of_the_course_may_have_such_methods(no_autograd):
    code = "from coursekit import layers\nclass MLP:\n    def f(self):\n        layers.Linear(3).backward(1)"
    assert violations(no_autograd, {"mlp_model": code}) == []


# --- imports ---


def test_imports_beyond_the_allowed_ones(tmp_path):
    assignment = an_assignment(tmp_path, allowed=["numpy", "torch"])
    good = "from __future__ import annotations\n" + body("import numpy.linalg, math\nfrom collections import deque")
    assert violations(assignment, {"fc_forward": good}) == []
    for bad in ("import pandas as pd; pd", "from pandas.core import frame; frame", "__import__('pandas')"):
        (found,) = violations(assignment, {"fc_forward": body(bad, "return x")})
        assert found.rule == "import pandas" and "(allowed: numpy, torch)" in found.message
    assert violations(assignment, {"+after fc_public": "import pandas\npandas.DataFrame()"}) == []
    used = {"fc_forward": body("return pandas.DataFrame(x)"), "+after setup_imports": "import pandas"}
    assert [v.rule for v in violations(assignment, used)] == ["import pandas"]


def test_pythons_own_modules_may_be_imported(tmp_path):
    assignment = an_assignment(tmp_path, allowed=["numpy"])
    deep = "import sys, timeit, os\nsys.setrecursionlimit(10_000)\n" + body("return x @ w + b if os.sep else timeit")
    assert violations(assignment, {"fc_forward": deep}) == []
    log = "import os, sys\nsys.stdout = open(os.devnull, 'w')\nsys.stdout = sys.__stdout__"
    assert violations(assignment, {"+after setup_imports": log}) == []
    assert violations(assignment, {"fc_forward": body("import ctypes\nreturn ctypes.c_int(3)")})


def test_an_import_that_nothing_uses_is_left_out_and_said(tmp_path):
    assignment = an_assignment(tmp_path, forbid=["sklearn"], allowed=["numpy", "torch"])
    rules = Rules.of(assignment, "layers")
    unused = "import pandas as pd\nfrom seaborn import heatmap\nimport numpy as np\nimport sklearn\n"
    used = body("import xarray", "return xarray.dot(x, w)")
    nb = handed_in(assignment, "layers", {"fc_forward": unused + used, "+after fc_public": "import polars as pl"})
    told = leave_out_unused_imports(nb, rules)
    assert [text.partition(" was left out")[0] for text in told] == [
        "fc_forward, line 1: 'import pandas as pd'",
        "fc_forward, line 2: 'from seaborn import heatmap'",
        "fc_forward, line 4: 'import sklearn'",
        "the cell you added after fc_public, line 1: 'import polars as pl'",
    ]
    assert {v.rule for v in find_violations(nb, assignment, "layers")} == {"import xarray"}


def test_unused_imports_that_name_each_other_or_stand_behind_commands_are_left_out(tmp_path):
    assignment = an_assignment(tmp_path, forbid=["sklearn"])
    code = "\n\n!ls\nimport sklearn\nfrom sklearn import svm\nx = 1"
    nb = handed_in(assignment, "layers", {"+after fc_public": code})
    assert len(leave_out_unused_imports(nb, Rules.of(assignment, "layers"))) == 2
    (source,) = (cell.source for cell in nb.cells if "!ls" in cell.source)
    assert source.count("pass  # left out") == 2 and source.endswith("x = 1")


@pytest.mark.parametrize(
    "code", ["!pip install \\\n  sklearn\nw = np.ones(3)\nimport sklearn", "x=1\rimport sklearn\r"]
)
def test_no_other_line_is_left_out_for_an_import(tmp_path, code):
    assignment = an_assignment(tmp_path, forbid=["sklearn"])
    nb = handed_in(assignment, "layers", {"+after fc_public": code})
    leave_out_unused_imports(nb, Rules.of(assignment, "layers"))
    (source,) = (cell.source for cell in nb.cells if cell.cell_type == "code" and "import sklearn" in cell.source)
    assert "left out: w" not in source and "left out: x" not in source


def test_a_timing_magic_of_a_number_is_read(tmp_path):
    assignment = an_assignment(tmp_path, forbid=["sklearn"])
    assert violations(assignment, {"fc_forward": body("get_ipython().run_line_magic('time', 3)", "return x")}) == []


def test_any_number_of_unused_imports_is_left_out_in_seconds(tmp_path):
    assignment = an_assignment(tmp_path, forbid=["sklearn"])
    nb = handed_in(assignment, "layers", {"+after fc_public": "import sklearn\n" * 14_000})
    many = " ".join(f"w{number}" for number in range(25_000))
    next(cell for cell in nb.cells if "sklearn" in cell.source).source += f"# {many}"
    began = time.process_time()
    told = leave_out_unused_imports(nb, Rules.of(assignment, "layers"))
    assert time.process_time() - began < 20
    assert len(told) == 14_000


# --- the whole ---


def test_a_release_carries_its_rules_and_gives_the_same_verdicts(tmp_path):
    assignment = an_assignment(tmp_path, forbid=["sklearn"], allowed=["numpy", "sklearn"])
    release = assignment.release("layers")
    cells = {"fc_forward": body("import sklearn, pandas", "return sklearn.fit(pandas.read(x))")}
    nb = rebuild_submission(assignment, "layers", handed_in(assignment, "layers", cells), None, [])
    found = check_rules(nb, release, Rules.from_metadata(release))
    assert {v.rule for v in found} == {"sklearn", "import pandas"}
    assert found == find_violations(nb, assignment, "layers")
    release.metadata[RULES_KEY] = {"questions": 3}
    assert Rules.from_metadata(release) is None


def test_the_course_breaks_none_of_its_rules():
    """Nor do right answers in other styles: the proof grades them."""
    for folder in sorted(path.parent for path in ROOT.glob("solutions/*/assignment.toml")):
        assignment = load(folder)
        for name in assignment.notebooks:
            assert find_violations(assignment.source(name), assignment, name) == []
            assert find_violations(assignment.release(name), assignment, name) == []


ALIASES = (
    "{new} = {old}",
    "{new} = [{old}][0]",
    "{new} = (lambda: {old})()",
    "{new} = {{'k': {old}}}.get('k')",
    "({new} := {old})",
)


def test_any_chain_of_other_names_is_read_or_refused(no_lstsq):
    drawn = random.Random(1)
    codes = []
    for _ in range(40):
        whole = drawn.random() < 0.5
        lines, name = [], "np.linalg.lstsq" if whole else "np.linalg"
        for number, step in enumerate(drawn.choices(ALIASES, k=drawn.randint(1, 6))):
            lines.append(step.format(new=f"n{number}", old=name))
            name = f"n{number}"
        call = "(x, w)" if whole else ".lstsq(x, w)"
        codes.append(body(*lines, f"return {name}{call}"))
    called = {code: f"{code}\nfc_forward(np.eye(2), np.ones(2), 0)" for code in codes}
    unread = [cell for code, cell in called.items() if not violations(no_lstsq, {"fc_forward": code})]
    found = ends(no_lstsq, "fc_forward", unread)
    assert unread and all(end.startswith("ForbiddenCall") for end in found.values())


@pytest.mark.filterwarnings("ignore:`make_tokens_by_line`")  # IPython's, about odd line ends
@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("xyf()[]{}:=.,*@ \n'\"\\0159%!?+-#") | st.characters(), max_size=200))
def test_whatever_is_handed_in_is_read_to_its_end(no_lstsq, text):
    nb = handed_in(no_lstsq, "layers", {"fc_forward": text, "+after fc_public": text})
    assert isinstance(find_violations(nb, no_lstsq, "layers"), list)
