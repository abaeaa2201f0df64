"""The cell that tells students what their answers may use says what the settings say."""

import re

import pytest

from autograder.assignment import load
from autograder.building.rules_text import rules_text
from autograder.roles import Role, role
from helpers import sample


def test_it_names_what_a_student_may_come_across():
    text = rules_text(
        ["numpy", "torch", "math", "tensorflow"],
        ["sklearn", "np.linalg.lstsq", "tf.raw_ops", "torch._C", "coursekit.reference", ".backward"],
        {"One": ["torch"], "Two": ["scipy"], "Three": ["torch", "sklearn"], "Four": []},
    )
    assert text.split("\n") == [
        "**What your answers may use**",
        "",
        "- You may import `numpy`, `torch` and `tensorflow`, and what comes with Python, except `ctypes`.",
        "- Your answers may not use `np.linalg.lstsq`, `tf.raw_ops` or `.backward`.",
        "- Answers to *One* and *Three* may not use `torch`.",
        "- Ways past this count as the thing itself: running code that is put together as text, or looking into "
        "Python's own workings, with `__code__`, `sys._getframe`, `gc` or `dis`.",
    ]


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        (([], [], {"One": []}), ""),
        ((["numpy"], ["sklearn"], {}), "- You may import `numpy`, and what comes with Python, except `ctypes`."),
        ((["math"], ["math.exp"], {}), "- Your answers may not use `math.exp`."),
        ((["math"], [], {}), "- You may import what comes with Python, except `ctypes`."),
        (([], ["sklearn", "torch.optim"], {}), "- Your answers may not use `sklearn` or `torch.optim`."),
    ],
)
def test_where_there_is_less_to_tell_it_tells_less(rules, says):
    assert rules_text(*rules).partition("\n- Ways past")[0].rpartition("\n")[2] == says


def test_it_stands_before_the_first_code_and_follows_the_settings(tmp_path):
    folder = sample.write_sample(tmp_path)
    settings = re.sub(r"^forbid = .*\n", "", sample.SETTINGS, flags=re.MULTILINE)
    (folder / "assignment.toml").write_text(f'forbid = ["sklearn"]\n{settings}', encoding="utf-8")
    cells = load(folder).release(sample.NOTEBOOK).cells
    first = next(index for index, cell in enumerate(cells) if cell.cell_type == "code")
    assert "`sklearn`" in cells[first - 1].source and role(cells[first - 1]) is Role.TEXT
