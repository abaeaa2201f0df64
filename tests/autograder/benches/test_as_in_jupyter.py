"""What a notebook's code sees and shows in a bench is what it sees and shows in Jupyter."""

import re

import pytest
from hypothesis import given
from hypothesis.strategies import integers, text
from nbformat.v4 import new_code_cell

from autograder.assignment import Limits
from autograder.benches import cell_names
from autograder.benches.bench import Bench, BenchSettings
from autograder.streams import coalesce
from helpers.in_a_notebook import run_cells

# One notebook: later cells use what earlier ones leave.
CELLS = [
    "1 + 1",
    "_ + 1, In[1], Out[1]",
    "'not shown';",
    "for n in range(3):\n    print(n)\nn",
    "import sys\nprint('one', file=sys.stderr)\nprint('two')\nprint('three', file=sys.stderr)",
    "def f(x):\n    return 1 / x\n\n1\nf(0)",
    "f(",
    "undefined",
    "raise KeyboardInterrupt",
    "from IPython.display import HTML, Markdown, clear_output, display, update_display\n"
    "display(HTML('<b>x</b>'), Markdown('*x*'))\nHTML('<i>x</i>')",
    "shown = display('once', display_id='a')\nprint('between')\n"
    "update_display('twice', display_id='a')\nshown.update(3)",
    "print('gone')\nclear_output()\nprint('left')\nclear_output(wait=True)\nprint('last')",
    "display({'text/plain': 'of its own', 'text/html': '<p>'}, raw=True, metadata={'text/html': {'isolated': True}})",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.title('drawn')",
    "fig, ax = plt.subplots()\nplt.close(fig)\nfig",
    "%matplotlib inline\nplt.figure(figsize=(1, 1))\nplt.show()\nprint('after')",
    "%%capture kept\nprint('kept')",
    "kept.stdout, kept.stderr",
    "%%writefile file.txt\nwritten",
    "%cat file.txt\n!echo $((1 + 1))",
    "lines = !echo a; echo b\nlines",
    "%%bash\necho out\necho err >&2",
    "import os, subprocess, time\nsubprocess.run(['echo', 'program ü'])\nos.system('echo again >&2')\ntime.sleep(1)",
    "os.write(1, b'raw\\n')\ntime.sleep(1)  # ipykernel loses what its thread reads after the end of a cell",
    "if os.fork() == 0:\n    print('a child')\n    os._exit(0)\nos.wait()[1]",
    "len?",
    "help(len)",
    "%pycat file.txt",
    "import asyncio\nawait asyncio.sleep(0.01)\nasyncio.get_running_loop().is_running()",
    "async def later():\n    await asyncio.sleep(0.01)\n    return 'then'\ntask = asyncio.create_task(later())",
    "await task",
    "soon = later()\ntry:\n    asyncio.run(soon)\nexcept RuntimeError as fault:\n    print(fault)\nawait soon",
    "async for x in later(): pass",
    "input('Your name? ')",
    "import getpass\ngetpass.getpass()",
    "import threading\nthread = threading.Thread(target=print, args=('from a thread',))\nthread.start(); thread.join()",
    "import warnings\nwarnings.warn('careful')",
    "import logging\nlogging.warning('careful')",
    "import numpy as np\nnp.set_printoptions(precision=2)\nnp.array([1 / 3])",
    "np.array([1 / 3]), np.geterr()['divide']",
    "__name__, sys.argv[0].rpartition('/')[2], sys.path[:1] == [''], sys.stdin.read()",
    "sys.modules['__main__'].f is f, type(get_ipython()).__name__, type(get_ipython().kernel).__name__",
    "import pickle\nclass Kept:\n    pass\ntype(pickle.loads(pickle.dumps(Kept()))) is Kept",
    "sys.stdout.isatty(), sys.stdout.encoding, sys.stdout.writable(), sys.stdout.name, sys.stdout.closed",
    "sys.stdout.write('written\\n')",
    "print('\\r10 %\\r20 %', end='')\nprint('\\rdone')",
    "print('\\x1b[31mred\\x1b[0m \\ud800'.encode('utf-8', 'replace').decode())",
    "x = 5\n%store x\n%store",
    "%who_ls int",
    "%timeit?",
    "%no_such_magic",
    "from ipykernel.comm import Comm\nComm('nowhere', data={'x': 1}).send({'y': 2})\nprint('sent')",
    "from concurrent.futures import ProcessPoolExecutor\n"
    "with ProcessPoolExecutor(1) as pool:\n    print(list(pool.map(abs, [-1])))",
    "get_ipython().run_cell('print(7)').success",
    "%reset -f",
    "'x' in globals()",
]

# What differs from kernel to kernel: process ids, addresses, hashes in file names, folders, times.
DIFFERS = [
    (r"\x1b\[[\d;]*m", ""),
    (r"ipykernel_\d+/\d+\.py", "CELL"),
    (r"/[\w./-]*(?=CELL)", ""),
    (r"/[\w./-]*/file\.txt", "file.txt"),
    (r"0x[0-9a-f]{6,}", "ADDRESS"),
    (r"/[\w./-]*/(?=python3|site-packages|lib/)", ""),
]


def plain(value):
    """An output without what differs between two kernels, as nested tuples."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, str):
        for pattern, instead in DIFFERS:
            value = re.sub(pattern, instead, value)
    return value


@pytest.fixture(scope="module")
def jupyter(tmp_path_factory):
    """The outputs of each cell in Jupyter."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("home"))
        patch.delenv("PYTEST_CURRENT_TEST")  # with it, ipykernel does not show what programs print
        patch.setenv("IPYTHONDIR", str(tmp_path_factory.mktemp("ipython")))
        return [coalesce(outputs) for outputs in run_cells(*CELLS)]


BENCHES = {
    "in the sandbox": BenchSettings(),
    "without a sandbox": BenchSettings(sandbox=False),
    "with PyTorch": BenchSettings(preload=("torch",)),
}


@pytest.fixture(scope="module", params=BENCHES)
def both(request, jupyter):
    """For each cell, its outputs in Jupyter and in a bench."""
    bench = Bench(Limits(cell_seconds=60), settings=BENCHES[request.param])
    cells = [new_code_cell(source) for source in CELLS]
    try:
        for cell in cells:
            bench.run(cell)
    finally:
        bench.close()
    return dict(zip(CELLS, zip(jupyter, [cell.outputs for cell in cells], strict=True), strict=True))


@pytest.mark.parametrize("source", CELLS)
def test_a_cell_shows_the_same_in_both(source, both):
    jupyter, ours = both[source]
    assert plain(ours) == plain(jupyter)


def test_the_cells_show_all_kinds_of_output(both):
    kinds = {output.output_type for outputs, _ in both.values() for output in outputs}
    assert kinds == {"stream", "display_data", "execute_result", "error"}


@given(text(), integers(0, 2**32 - 1))
def test_a_cell_has_the_same_file_name_in_both(source, seed):
    assert cell_names.murmur2(source, seed) == cell_names.ipykernels_hash(source, seed)
