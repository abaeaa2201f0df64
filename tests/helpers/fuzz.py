"""Damages notebooks at random: their JSON, their code and their bytes."""

import copy
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

VALUES = [None, True, 0, -1, 1e308, float("nan"), 2**70, "", "x", "\0", "\ud800", "é" * 50, [], {}, [[]], {"a": {}}]
# What a student may have left in a cell, or a tool may have made of it.
LINES = [
    *("exit()", "quit()", "import os; os._exit(1)", "__import__('os').kill(0, 9)", "raise SystemExit", "1/0"),
    *("%reset -f", "!ls", "%%bash", "%%timeit", "?double", "double??", "input('x')", "await 3", "return 5", "yield"),
    *(
        "double = 3",
        "np = None",
        "del double",
        "class double: pass",
        "import double",
        "def double(x): return double(x)",
    ),
    *("globals().clear()", "import builtins; builtins.len = None", "import numpy; numpy.array = None", "exec('x')"),
    *(
        "import sys; sys.setrecursionlimit(10**9)",
        "import warnings; warnings.simplefilter('error')",
        "while True: pass",
    ),
    *("from os import *", "print('x' * 10**6)", "get_ipython().reset()", "raise KeyboardInterrupt", "display(1)"),
    *("y =%\\", "\tx", "    x = 1", "x = (", '"""', "'", "#", "\\", "lambda", "\u2028", "\x0c", "\x1a", "\ufeff"),
]
CHARACTERS = "\0\t\n\f\r\x1a(:@\\'\"\u2028\ufeff\U0001f600"


def damaged(notebook: str, rng: random.Random) -> bytes:
    """A notebook file, given as its JSON, after one or several accidents."""
    nb = json.loads(notebook)
    for _ in range(rng.choice([1, 1, 1, 2, 3, 8])):
        try:
            rng.choice(_ACCIDENTS)(nb, rng)
        except (LookupError, TypeError, AttributeError):  # nothing is left there to damage
            continue
    data = bytearray(json.dumps(nb, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass"))
    if rng.random() < 0.15:
        for _ in range(rng.choice([1, 3, 30])):
            _damage_bytes(data, rng)
    return bytes(data)


def _set_a_value(nb: Any, rng: random.Random) -> None:
    *path, last = rng.choice(list(_paths(nb)))
    _at(nb, path)[last] = copy.deepcopy(rng.choice(VALUES))


def _delete(nb: Any, rng: random.Random) -> None:
    *path, last = rng.choice(list(_paths(nb)))
    del _at(nb, path)[last]


def _copy_over(nb: Any, rng: random.Random) -> None:
    paths = list(_paths(nb))
    *path, last = rng.choice(paths)
    _at(nb, path)[last] = copy.deepcopy(_at(nb, rng.choice(paths)))


def _repeat_a_cell(nb: Any, rng: random.Random) -> None:
    nb["cells"].insert(rng.randrange(len(nb["cells"]) + 1), copy.deepcopy(rng.choice(nb["cells"])))


def _shuffle(nb: Any, rng: random.Random) -> None:
    rng.shuffle(nb["cells"])


def _edit_code(nb: Any, rng: random.Random) -> None:
    cell = rng.choice([cell for cell in nb["cells"] if cell["cell_type"] == "code"])
    source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    lines = source.split("\n")
    place = rng.randrange(len(lines))
    match rng.randrange(4):
        case 0:
            lines.insert(place, rng.choice(LINES))
        case 1:
            del lines[place]
        case 2:
            lines = [rng.choice(LINES) for _ in range(rng.randrange(1, 4))] + lines
        case _:
            place = rng.randrange(len(source))
            lines = [source[:place] + rng.choice(CHARACTERS) + source[place + 1 :]]
    cell["source"] = "\n".join(lines)


_ACCIDENTS: list[Callable[[Any, random.Random], None]] = [
    *(_set_a_value, _delete, _copy_over, _repeat_a_cell, _shuffle),
    *(_edit_code, _edit_code, _edit_code),
]


def _damage_bytes(data: bytearray, rng: random.Random) -> None:
    place = rng.randrange(len(data) + 1)
    match rng.randrange(7):
        case 0 | 1:
            data[place : place + 1] = rng.randbytes(1)
        case 2 | 3:
            del data[place : place + rng.randrange(1, 50)]
        case 4 | 5:
            data[place:place] = rng.randbytes(rng.randrange(1, 20))
        case _:
            del data[place:]


def _paths(node: Any, path: tuple = ()) -> Iterator[tuple]:
    """The paths to everything in a notebook but itself."""
    if path:
        yield path
    for key in node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
        yield from _paths(node[key], (*path, key))


def _at(node: Any, path: list | tuple) -> Any:
    for key in path:
        node = node[key]
    return node
