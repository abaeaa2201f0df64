"""What a bench is built without cannot be had in it, by whatever road: each cheat here tries one, in a real bench."""

import pytest

from autograder.assignment import Limits, load
from autograder.benches.bench import Bench, BenchSettings
from autograder.benches.forks import ZygoteError
from autograder.rules.absences import absences
from helpers.cheats import RIGHT, outcomes
from helpers.proof.subjects import SOLUTIONS

# --- PyTorch without autograd ---

AUTOGRAD_SETUP = """\
import os, subprocess, sys, threading
import numpy as np
import torch
f = lambda x: (x ** 3).sum()
x = torch.tensor([1.0, 2.0])
TRUE = [3.0, 12.0]
ANEW = '''
import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
(x ** 3).sum().backward()
print(x.grad.tolist())
'''
"""
AUTOGRAD = {
    "backward": "x.requires_grad_(); f(x).backward(); got = x.grad",
    "a leaf by a factory": "y = torch.ones(2, requires_grad=True)\nz = f(y * x)\nz.backward(); got = y.grad / x * x",
    "grad": "y = x.clone().requires_grad_(); got = torch.autograd.grad(f(y), y)[0]",
    "func.grad": "got = torch.func.grad(f)(x)",
    "functorch's inner vjp": "from torch._functorch.eager_transforms import vjp\n"
    "got = vjp(f, x)[1](torch.tensor(1.0))[0]",
    "jacrev": "got = torch.func.jacrev(f)(x)",
    "jacfwd": "got = torch.func.jacfwd(f)(x)",
    "jvp": "got = [torch.func.jvp(f, (x,), (e,))[1] for e in torch.eye(2)]",
    "forward mode": "import torch.autograd.forward_ad as fw\nwith fw.dual_level():\n"
    "    got = [fw.unpack_dual(f(fw.make_dual(x, e))).tangent for e in torch.eye(2)]",
    "functional.jacobian": "got = torch.autograd.functional.jacobian(f, x)",
    "a thread": "def run():\n    global got\n    y = torch.tensor([1.0, 2.0], requires_grad=True)\n"
    "    f(y).backward()\n"
    "    got = y.grad\nt = threading.Thread(target=run); t.start(); t.join()",
    "modes": "with torch.inference_mode(False), torch.enable_grad():\n"
    "    y = x.clone().requires_grad_(); f(y).backward(); got = y.grad",
    "TorchScript": "@torch.jit.script\ndef g(x: torch.Tensor):\n    y = x.clone().requires_grad_()\n"
    "    (y ** 3).sum().backward()\n    return y.grad\ngot = g(x)",
    "a trace": "g = torch.jit.trace(f, x)\ny = x.clone().requires_grad_(); g(y).backward(); got = y.grad",
    "TorchScript's symbols": "@torch.jit.script\ndef g(x: torch.Tensor):\n    return x * x * x\n"
    "graph = torch._C._jit_differentiate(g.graph)\ngot = graph",
    "the library's C module anew": "kept = sys.modules.pop('torch._C')\nimport torch._C as again\n"
    "again._jit_differentiate",
    "compiled": "g = torch.compile(f, backend='aot_eager')\n"
    "y = x.clone().requires_grad_(); g(y).backward(); got = y.grad",
    "a joint graph": "from torch._functorch.aot_autograd import aot_export_joint_simple\n"
    "g = aot_export_joint_simple(lambda x: (f(x),), [x.clone().requires_grad_()], trace_joint=True)\n"
    "got = g(x, torch.tensor(1.0))[1]",
    "a function of one's own": "class F(torch.autograd.Function):\n    @staticmethod\n"
    "    def forward(ctx, x): return x * 1\n"
    "    @staticmethod\n    def backward(ctx, d): return d\ny = F.apply(x); f(y).backward(); got = y.grad",
    "a parameter": "y = torch.nn.Parameter(x); f(y).backward(); got = y.grad",
    "a parameter rebuilt": "y = torch._utils._rebuild_parameter(x, True, {}); f(y).backward(); got = y.grad",
    "Variable": "y = torch.autograd.Variable(x, requires_grad=True); f(y).backward(); got = y.grad",
    "the legacy Variable": "y = torch._C._LegacyVariableBase(x, True); f(y).backward(); got = y.grad",
    "checkpoint": "from torch.utils.checkpoint import checkpoint\ny = x.clone().requires_grad_()\n"
    "checkpoint(f, y, use_reentrant=False).backward(); got = y.grad",
    "the engine": "y = x.clone().requires_grad_()\nz = f(y)\n"
    "run = torch.autograd.Variable._execution_engine.run_backward\n"
    "run((z,), (torch.tensor(1.0),), False, False, (), False, True)\ngot = y.grad",
    "fake tensors": "from torch._subclasses.fake_tensor import FakeTensorMode\nwith FakeTensorMode():\n"
    "    y = torch.ones(2, requires_grad=True)\n    got = TRUE if f(y).requires_grad else None",
    "an operator of one's own": "from torch.library import custom_op\n@custom_op('own::cube', mutates_args=())\n"
    "def cube(x: torch.Tensor) -> torch.Tensor: return x ** 3\n"
    "cube.register_autograd(lambda ctx, d: d * 3 * x ** 2)\ny = x.clone().requires_grad_()\n"
    "cube(y).sum().backward(); got = y.grad",
    "autograd's own derivatives": "got = torch.ops.aten.threshold_backward(torch.tensor(TRUE), x, 0)",
    "those in torch": "y = torch.zeros(1, 2)\n"
    "got = TRUE if torch._softmax_backward_data(y, y, 1, y.dtype).shape == (1, 2) else None",
    "those made of others": "with torch.inference_mode():\n    y = torch.ones(2)\n"
    "    torch.ops.aten.infinitely_differentiable_gelu_backward(y, y)\n    got = TRUE",
    "those in TorchScript": "@torch.jit.script\ndef g(d: torch.Tensor, x: torch.Tensor):\n"
    "    return torch.threshold_backward(d, x, 0)\ngot = g(torch.tensor(TRUE), x)",
    "hooks": "y = x.clone().requires_grad_()\ny.register_hook(lambda d: globals().update(got=d))\nf(y).backward()",
    "another interpreter": "run = subprocess.run([sys.executable, '-c', ANEW], capture_output=True)\n"
    "got = eval(run.stdout or 'None')",
    "an interpreter by the shell": "got = eval(os.popen(f'{sys.executable} -c \"{ANEW}\"').read() or 'None')",
    "a spawned process": "import concurrent.futures, multiprocessing\nopen('anew.py', 'w').write(f'def run():\\n    '"
    " + ANEW.strip().replace(chr(10), chr(10) + '    ').replace('print(', 'return (') + chr(10))\nimport anew\n"
    "with multiprocessing.get_context('spawn').Pool(1) as pool:\n    got = pool.apply_async(anew.run).get(20)",
    "a copy under another name": "folder = torch.__path__[0]\nos.symlink(folder, 'torch2')\n"
    "code = 'import torch2 as torch' + ANEW.replace('import torch', '')\n"
    "got = eval(subprocess.run([sys.executable, '-c', code], capture_output=True).stdout or 'None')",
    "torch anew": "import importlib\nimportlib.reload(torch)\nx.requires_grad_(); f(x).backward(); got = x.grad",
    "torch anew, all of it": "[sys.modules.pop(name) for name in list(sys.modules) if name.startswith('torch')]\n"
    "import torch\nx = torch.ones(2, requires_grad=True); f(x).backward(); got = x.grad * torch.tensor([1.0, 4.0])",
}
# What a program in C++ would be linked with; where there is no compiler, another interpreter can load it all the same.
LIBRARY = "import ctypes; ctypes.CDLL({path!r} + '/lib/libtorch_cpu.so')"
AUTOGRAD |= {
    "the library in a program": "path = torch.__path__[0]\n"
    "assert [name for name in os.listdir(path + '/lib') if name.startswith('libtorch')]\n"
    f"run = subprocess.run([sys.executable, '-c', {LIBRARY!r}.format(path=path)])\n"
    "got = None if run.returncode else TRUE",
    "a program in C++": "open('own.cpp', 'w').write('int main() { return 0; }')\npath = torch.__path__[0] + '/lib'\n"
    "got = None if os.system(f'c++ own.cpp -o own -Wl,--no-as-needed -L{path} -ltorch_cpu && ./own') else TRUE",
}
MEMORY = {
    "ctypes": "import ctypes\nctypes.CDLL(None).mprotect",
    "ctypes' own library": "import ctypes\nctypes.pythonapi.PyDict_New",
    "ctypes at an address": "import ctypes\n(ctypes.c_void_p * 2).from_address(id(x))",
    "a function at an address": "import ctypes, _ctypes\n"
    "ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)(_ctypes._memmove_addr)",
    "ctypes' functions": "import ctypes\nctypes.memmove",
    "ctypes anew": "sys.modules.pop('_ctypes')\nimport _ctypes\n_ctypes.CFuncPtr",
    "ctypes by its file": "import importlib.machinery as m, importlib.util as u\n"
    "folder = next(p for p in sys.path if os.path.isdir(p + '/lib-dynload') or p.endswith('lib-dynload'))\n"
    "place = m.FileFinder(folder, (m.ExtensionFileLoader, m.EXTENSION_SUFFIXES)).find_spec('_ctypes').origin\n"
    "u.module_from_spec(u.spec_from_file_location('mine', place))",
    "what the grader made with ctypes": "from autograder.benches import linux\nlinux.set_dumpable(True)",
    "the grader's ctypes": "from autograder.benches import absent\nabsent.ctypes.memmove",
    "ctypes by NumPy": "np.ctypeslib.load_library('libtorch_cpu', torch.__path__[0] + '/lib')",
    "ctypes by PyTorch": "torch.ops.load_library(torch.__path__[0] + '/lib/libtorch_cpu.so')",
    "cffi": "import cffi\ncffi.FFI().dlopen(None)",
    "the process's memory": "open('/proc/self/mem', 'r+b')",
    "its memory by a link": "os.symlink('/proc/self/mem', 'memory')\nopen('memory', 'r+b')",
    "its memory by a program": "assert subprocess.run(['sh', '-c', 'exec 3<>/proc/$PPID/mem']).returncode == 0",
    "a compiler": "from torch.utils.cpp_extension import load_inline\n"
    "load_inline('own', 'int f() { return 1; }', functions=['f'])",
    "a compiled module of one's own": "import math\nimport importlib.util as u, shutil, _testcapi\n"
    "shutil.copy(_testcapi.__file__, 'own.so')\n"
    "spec = u.spec_from_file_location('_testcapi2', os.path.abspath('own.so'))\n"
    "u.module_from_spec(spec)",
    "all objects": "import gc\ngc.get_objects()",
    "who refers": "import gc\ngc.get_referrers(torch.Tensor)",
    "whom it refers to": "import gc\ngc.get_referents(torch)",
}


@pytest.fixture(scope="module")
def without_autograd() -> dict[str, str]:
    settings = BenchSettings(preload=("numpy", "torch"), absent=("scipy", "torch.autograd"))
    return outcomes(
        settings, AUTOGRAD_SETUP, {**AUTOGRAD, **{name: f"{code}\ngot = TRUE" for name, code in MEMORY.items()}}
    )


@pytest.mark.parametrize("name", [*AUTOGRAD, *MEMORY])
def test_autograd_is_not_there(without_autograd, name):
    assert RIGHT not in without_autograd[name], without_autograd[name]


def test_what_needs_no_autograd_works_without_it():
    codes = {
        "arithmetic": "got = 3 * x ** 2",
        "a gradient by hand in .grad": "x.grad = 3 * x ** 2\ngot = x.grad",
        "layers": "l = torch.nn.Linear(2, 2, bias=False)\nl.weight.data[:] = torch.eye(2)\ngot = l(3 * x ** 2)",
        "no_grad": "with torch.no_grad():\n    x.requires_grad_(False)\n    got = (3 * x ** 2).detach().clone()",
        "a copy": "import copy\ngot = copy.deepcopy(torch.nn.Parameter(3 * x ** 2))",
        "TorchScript": "got = torch.jit.script(torch.nn.ReLU())(3 * x ** 2)",
        "vmap": "got = torch.vmap(lambda x: 3 * x ** 2)(x)",
        "to NumPy": "got = (3 * x ** 2).numpy()",
        "saved and loaded": "torch.save(3 * x ** 2, 'kept.pt')\ngot = torch.load('kept.pt')",
        "a hook of a module": "l = torch.nn.ReLU()\nl.register_forward_hook(lambda m, i, o: o)\ngot = l(3 * x ** 2)",
        "an array's address": "assert np.zeros(2).ctypes.data\ngot = TRUE",
        "looking around": "import inspect\ninspect.getmembers(np)\ngot = TRUE",
        "threads": "from concurrent.futures import ThreadPoolExecutor as Pool\n"
        "got = list(Pool().map(lambda v: 3 * v * v, [1.0, 2.0]))",
        "processes": "import multiprocessing\nwith multiprocessing.get_context('fork').Pool(1) as pool:\n"
        "    got = pool.map(abs, [-3.0, -12.0])",
        "a picture": "import matplotlib.pyplot as plt\nplt.plot(TRUE)\nplt.savefig('picture.png')\ngot = TRUE",
        "printed": "print(x, torch.nn.Linear(2, 2))\ngot = TRUE",
    }
    settings = BenchSettings(preload=("numpy", "torch"), absent=("scipy", "torch.autograd"))
    found = outcomes(settings, AUTOGRAD_SETUP, codes)
    assert {name: text for name, text in found.items() if RIGHT not in text} == {}


# --- PyTorch without its optimizers ---

FUSED = ("torch._fused_adam_", "torch._fused_adamw_", "torch._fused_adagrad_", "torch._fused_sgd_")
OPTIMIZER_SETUP = """\
import os, subprocess, sys
import numpy as np
import torch
TRUE = [0.9, 0.8]
def begin():
    global w
    w = torch.nn.Parameter(torch.ones(2)); w.grad = torch.tensor([1.0, 2.0])
    return w
SGD = dict(weight_decay=0.0, momentum=0.0, lr=0.1, dampening=0.0, nesterov=False, maximize=False)
FUSED = dict(**SGD, is_first_step=True)
begin()
"""
OPTIMIZERS = {
    "SGD": "torch.optim.SGD([begin()], lr=0.1).step(); got = w.detach()",
    "without its beginning": "o = object.__new__(torch.optim.SGD)\no.step()",
    "its function": "from torch.optim.sgd import sgd\n"
    "sgd([begin().data], [w.grad], [None], foreach=False, **SGD); got = w.detach()",
    "its inner function": "from torch.optim.sgd import _single_tensor_sgd as f\n"
    "f([begin().data], [w.grad], [None], None, None, has_sparse_grad=False, **SGD); got = w.detach()",
    "its subclasses": "kinds = {k.__name__: k for k in torch.optim.Optimizer.__subclasses__()}\n"
    "kinds['SGD']([begin()], lr=0.1).step(); got = w.detach()",
    "a method's function": "f = torch.optim.SGD.step\nf = getattr(f, '__wrapped__', f)\nf(object())",
    "fused": "torch._fused_sgd_([begin().data], [w.grad], [], **FUSED); got = w.detach()",
    "fused by ops": "torch.ops.aten._fused_sgd_([begin().data], [w.grad], [], **FUSED); got = w.detach()",
    "fused by C": "torch._C._VariableFunctions._fused_sgd_([begin().data], [w.grad], [], **FUSED); got = w.detach()",
    "fused, returned": "got = torch.ops.aten._fused_sgd([begin().data], [w.grad], [], **FUSED)[0][0]",
    "fused below": "key = torch._C.DispatchKeySet(torch._C.DispatchKey.CPU)\n"
    "torch.ops.aten._fused_sgd_.default.redispatch(key, [begin().data], [w.grad], [], **FUSED); got = w.detach()",
    "fused in TorchScript": "torch.jit.script\n@torch.jit.script\ndef g(a: torch.Tensor, b: torch.Tensor):\n"
    "    torch._fused_sgd_([a], [b], [], weight_decay=0., momentum=0., lr=0.1, dampening=0., nesterov=False,"
    " maximize=False, is_first_step=True)\ng(begin().data, w.grad); got = w.detach()",
    "distributed": "from torch.distributed.optim import _FunctionalSGD as F\n"
    "F([begin()], lr=0.1).step([w.grad]); got = w.detach()",
    "anew": "import importlib\nimportlib.reload(torch.optim.sgd)\n"
    "torch.optim.SGD([begin()], lr=0.1).step(); got = w.detach()",
    "anew, all of it": "[sys.modules.pop(n) for n in list(sys.modules) if n.startswith('torch.optim')]\n"
    "import torch.optim.sgd as s\ns.SGD([begin()], lr=0.1).step(); got = w.detach()",
    "its source": "source = open(os.path.join(torch.__path__[0], 'optim', 'sgd.py')).read()\ngot = TRUE",
    "its compiled source": "import glob\ngot = TRUE if glob.glob(torch.__path__[0] + '/optim/__pycache__/*') else None",
    "another interpreter": "code = 'import torch; w = torch.ones(2); w.grad = torch.tensor([1.0, 2.0]);"
    " torch.optim.SGD([w], lr=0.1).step(); print(w.tolist())'\n"
    "got = eval(subprocess.run([sys.executable, '-c', code], capture_output=True).stdout or 'None')",
}


@pytest.fixture(scope="module")
def without_optimizers() -> dict[str, str]:
    settings = BenchSettings(preload=("numpy", "torch"), absent=("scipy", "torch.optim", *FUSED))
    allowed = {"by hand": "begin().data -= 0.1 * w.grad; got = w.detach()"}
    allowed["by autograd"] = "begin(); w.grad = None; (w * torch.tensor([1.0, 2.0])).sum().backward()\n" + (
        "w.data.sub_(0.1 * w.grad); got = w.detach()"
    )
    return outcomes(settings, OPTIMIZER_SETUP, {**allowed, **OPTIMIZERS})


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizers_are_not_there(without_optimizers, name):
    assert RIGHT not in without_optimizers[name], without_optimizers[name]


@pytest.mark.parametrize("name", ["by hand", "by autograd"])
def test_a_step_by_hand_works_without_them(without_optimizers, name):
    assert RIGHT in without_optimizers[name], without_optimizers[name]


# --- packages, and a function of NumPy's ---

PACKAGE_SETUP = """\
import os, subprocess, sys
import numpy as np
TRUE = [1.0, 2.0, 3.0]
site = os.path.dirname(np.__path__[0])
"""
PACKAGES = {
    "import": "import scipy.special as s\ngot = s.logsumexp([[0, 0]], axis=1)",
    "import without the mark": "del sys.modules['sklearn']\nimport sklearn.linear_model\ngot = TRUE",
    "the import system's own": "import importlib._bootstrap as b\nb._gcd_import('scipy.linalg')\ngot = TRUE",
    "a finder of one's own": "from importlib.machinery import FileFinder, SourceFileLoader\n"
    "spec = FileFinder(site + '/scipy', (SourceFileLoader, ['.py'])).find_spec('version')\ngot = spec and TRUE",
    "a link": "os.symlink(site + '/scipy', 'mine')\nimport mine.linalg\ngot = TRUE",
    "its files": "got = TRUE if os.path.exists(site + '/scipy/__init__.py') else None",
    "its folder": "os.listdir(site + '/scipy')\ngot = TRUE",
    "its code beside its data": "got = TRUE if os.path.exists(site + '/sklearn/base.py') else None",
    "another interpreter": "run = subprocess.run([sys.executable, '-c', 'import scipy.linalg'])\n"
    "got = None if run.returncode else TRUE",
    "runpy": "import runpy\nrunpy.run_module('scipy.version')\ngot = TRUE",
    "the gradient": "got = np.gradient([1.0, 2.0, 4.0, 7.0])[[0, 1, 3]] * [1, 4 / 3, 1]",
    "its implementation": "got = np.gradient._implementation([1.0, 2.0, 4.0, 7.0])[[0, 1, 3]] * [1, 4 / 3, 1]",
    "its module": "from numpy.lib._function_base_impl import gradient\n"
    "got = gradient([1.0, 2.0, 4.0, 7.0])[[0, 1, 3]] * [1, 4 / 3, 1]",
    "its module anew": "import importlib, numpy.lib._function_base_impl as m\n"
    "got = importlib.reload(m).gradient([1.0, 2.0, 4.0, 7.0])[[0, 1, 3]] * [1, 4 / 3, 1]",
    "its source": "import inspect\ninspect.getsource(np.gradient)\ngot = TRUE",
}


@pytest.fixture(scope="module")
def without_packages() -> dict[str, str]:
    settings = BenchSettings(preload=("numpy",), absent=("scipy", "sklearn", "torch", "numpy.gradient"))
    honest = {"data": "from coursekit import load_images\nload_images('digits')\ngot = TRUE"}
    honest["printing"] = "print(np.diff([1, 2]))\ngot = np.cumsum([1.0, 1.0, 1.0])"
    honest["checking"] = "from coursekit import check\ncheck.close(1.0, 1.0, name='x')\ngot = TRUE"
    return outcomes(settings, PACKAGE_SETUP, {**honest, **PACKAGES})


@pytest.mark.parametrize("name", PACKAGES)
def test_packages_are_not_there(without_packages, name):
    assert RIGHT not in without_packages[name], without_packages[name]


@pytest.mark.parametrize("name", ["data", "printing", "checking"])
def test_what_is_allowed_works_without_them(without_packages, name):
    assert RIGHT in without_packages[name], without_packages[name]


def test_where_only_packages_are_absent_others_have_ctypes():
    setup = "import numpy as np\nTRUE = [0.0, 1.0, 3.0]"
    scipy = "from scipy import ndimage, signal\ngot = signal.convolve([0.0, 1.0], [1.0, 3.0])"
    found = outcomes(BenchSettings(preload=("numpy",), absent=("sklearn", "torch")), setup, {"scipy": scipy})
    assert RIGHT in found["scipy"], found


def test_a_package_that_a_cell_of_the_course_imports_can_be_named_and_not_used():
    settings = BenchSettings(preload=("numpy",), absent=("torch",), named=("torch",))
    setup = "import numpy as np\nimport torch\nTRUE = [1.0]"
    found = outcomes(settings, setup, {
        "used": "torch.ones(1)", "below": "import torch.nn as nn\nnn.Linear(1, 1)",
        "from": "from torch.nn import functional as f\nf.relu(1.0)", "unused": "import torch.optim\ngot = TRUE",
    })  # fmt: skip
    for name in ("used", "below", "from"):
        assert found[name].startswith("ForbiddenCall 'torch' may not be used in this question"), found[name]
    assert RIGHT in found["unused"]


# --- what the course has for checks ---

OURS_SETUP = """\
import importlib, importlib.machinery as m, importlib.util as u, subprocess, sys
import numpy as np
import coursekit
from coursekit import gradient_check, numerical_gradients
from coursekit.checking import gradients
TRUE = [3.0, 12.0]
f = lambda named: float((named["x"] ** 3).sum())
at = {"x": np.array([1.0, 2.0])}
ANEW = "import numpy as np; from coursekit import numerical_gradients as n; " \\
    "print(n(lambda a: float((a['x'] ** 3).sum()), {'x': np.array([1.0, 2.0])})['x'].tolist())"
"""
OURS = {
    "by its name": "got = numerical_gradients(f, at)['x']",
    "below": "slopes = gradients.Slopes(f, at, step=1e-5)\ngot = [slopes.by_entry('x', (i,)) for i in (0, 1)]",
    "anew": "importlib.reload(gradients)\ngot = gradients.numerical_gradients(f, at)['x']",
    "anew, all of it": "[sys.modules.pop(name) for name in list(sys.modules) if name.startswith('coursekit')]\n"
    "from coursekit import numerical_gradients as again\ngot = again(f, at)['x']",
    "its source": "got = TRUE if open(gradients.__file__).read() else None",
    "its compiled source": "got = TRUE if open(u.cache_from_source(gradients.__file__), 'rb').read() else None",
    "another interpreter": "run = subprocess.run([sys.executable, '-c', ANEW], capture_output=True)\n"
    "got = eval(run.stdout or 'None')",
}
OURS_ALLOWED = {
    "a check of one's own": "gradient_check(None, None, {})\ngot = TRUE",
    "ctypes": "import ctypes\nassert ctypes.CDLL(None)\ngot = TRUE",
}


@pytest.fixture(scope="module")
def without_checks() -> dict[str, str]:
    absent = ("coursekit.checking.differences", "coursekit.checking.gradients")
    settings = BenchSettings(preload=("numpy",), absent=absent)
    return outcomes(settings, OURS_SETUP, {**OURS_ALLOWED, **OURS})


@pytest.mark.parametrize("name", OURS)
def test_what_only_checks_need_is_not_there(without_checks, name):
    assert RIGHT not in without_checks[name], without_checks[name]


@pytest.mark.parametrize("name", OURS_ALLOWED)
def test_a_cell_that_checks_its_own_gradients_goes_on(without_checks, name):
    assert RIGHT in without_checks[name], without_checks[name]


@pytest.mark.parametrize(
    ("folder", "notebook", "ours"),
    [
        ("hw1_autodiff", "scalar", {"coursekit.checking.differences", "coursekit.checking.gradients"}),
        ("hw2_backprop", "layers", {"coursekit.checking.differences", "coursekit.checking.gradients"}),
        ("hw6_optimizers", "optimizers_pytorch", {"coursekit.training.solver"}),  # which has an Adam of its own
        ("hw7_transfer", "transfer_learning", set()),
    ],
)
def test_what_is_absent_of_the_course_is_what_a_notebook_forbids(folder, notebook, ours):
    assignment = load(SOLUTIONS / folder)
    absent, _ = absences(assignment.notebooks[notebook], assignment.release(notebook))
    assert {name for name in absent if name.startswith("coursekit")} == ours


# --- what cannot be taken out ---


@pytest.mark.parametrize(
    ("absent", "said"),
    [
        ("torch.autograd", "PyTorch's autograd cannot be switched off: torch or its libtorch_cpu.so is not there"),
        ("numpy.no_such_function", "there is no 'numpy.no_such_function' that could be taken out"),
    ],
)
def test_a_bench_in_which_something_is_left_does_not_start_and_says_why(absent, said):
    with pytest.raises(ZygoteError, match=said):
        Bench(Limits(), settings=BenchSettings(preload=("numpy",), absent=(absent,)))
