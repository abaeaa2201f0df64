"""Outputs that do not depend on the processor: real kernels under other instruction sets, real files."""

import base64
import io
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_output
from PIL import Image
from typer.testing import CliRunner

from autograder.building.alike import MOST_SHADES, difference
from autograder.building.build import build_all
from autograder.building.margins import Margin
from autograder.building.processors import OLDEST, Variant
from autograder.building.run_source import execute, output_faults
from autograder.building.source import parse
from autograder.cli import app
from helpers.sample import SOURCE, write_sample

# The order of a sum decides its last digits: what is left of the difference of two orders is nothing else.
NOISE = """
# %% nbgrader={"grade_id": "double_noise"}
numbers = np.random.default_rng(0).normal(size=(60, 60))
product = numbers @ numbers @ numbers
print("difference:", round(1e13 * np.abs(product - numbers @ (numbers @ numbers)).max(), 3))
"""
ROUNDED = """
# %% nbgrader={"grade_id": "double_rounded"}
from coursekit import fixed

print("sum:", fixed((np.random.default_rng(0).normal(size=(60, 60)) @ np.ones((60, 60))).sum()))
"""
PICTURES = """
# %% nbgrader={"grade_id": "double_line_picture"}
from matplotlib.figure import Figure

from coursekit.pictures import Picture


def line(**options):
    figure = Figure(figsize=(2, 1))
    figure.subplots().plot(double(np.arange(5.0)))
    return Picture(figure, "A line that rises from 0 to 8.", **options)


line()

# %% nbgrader={"grade_id": "double_other_picture"}
line()

# %% nbgrader={"grade_id": "double_noise_picture"}
line(shows_noise=True)
"""
OTHER = Variant("haswell", 1)
REASON = OLDEST.obstacle() or OTHER.obstacle()
as_two_processors = pytest.mark.skipif(REASON is not None, reason=f"no second processor to be had: {REASON}")


def course_with(folder: Path, more: str) -> Path:
    """A course with the sample notebook, its first cell and some more, built on this processor."""
    (write_sample(folder) / "doubling.py").write_text(SOURCE + more, encoding="utf-8")
    (folder / "solutions/course.toml").write_text('package = "deep_learning_by_hand-0.1.0-py3-none-any.whl"\n')
    assert build_all(folder / "solutions", folder / "notebooks") == []
    return folder


def portable(course: Path, *processors: str) -> tuple[int, str]:
    """The exit status of `autograder portable`, and what it says."""
    named = [word for processor in processors for word in ("--processor", processor)]
    run = CliRunner().invoke(app, ["portable", *named, "--solutions", str(course / "solutions")])
    return run.exit_code, run.output


@as_two_processors
def test_noise_is_found_with_cell_variant_and_both_texts_and_what_is_rounded_is_the_same(tmp_path):
    status, said = portable(course_with(tmp_path, NOISE + ROUNDED), "nehalem", "haswell")
    assert status == 1
    # This machine may compute as one of the two processors, but not as both.
    place = (
        r"solutions/hw0_sample/doubling\.ipynb, as on (nehalem|haswell), 1 thread, cell \d+ 'double_noise': its text"
    )
    assert re.search(place, said)
    committed, here = (re.search(rf"{word}: +'difference: ([\d.]+)'", said)[1] for word in ("committed", "here"))
    assert float(committed) > 0 and float(here) > 0 and committed != here
    assert "double_rounded" not in said and "did not compute so" not in said


@as_two_processors
def test_a_notebook_without_noise_is_the_same_everywhere(tmp_path):
    status, said = portable(course_with(tmp_path, ROUNDED), "nehalem")
    assert status == 0, said


IN_PIECES = """
# %% nbgrader={"grade_id": "double_pieces"}
import sys
from time import sleep

for piece in ("half ", "a line\\n", "and another\\n"):
    print(piece, end="")
    sys.stdout.flush()
    sleep(0.3)
"""


@as_two_processors
def test_a_text_that_comes_in_pieces_is_the_same_text(tmp_path):
    status, said = portable(course_with(tmp_path, IN_PIECES), "nehalem")
    assert status == 0, said


@as_two_processors
def test_a_variant_that_does_not_reach_the_kernel_is_told():
    found = {"blas": ["Zen"], "numpy": ["X86_V3"], "torch": "avx2", "threads": [2]}
    assert OLDEST.unheard(found) == (
        "OpenBLAS computes for Zen, not for Nehalem; NumPy uses X86_V3; PyTorch uses avx2, not default; "
        "there are 2 threads, not 1"
    )
    assert OLDEST.unheard({"blas": ["Nehalem"], "numpy": [], "torch": None, "threads": [1]}) is None


TENSORS = """
import numpy as np
from coursekit import check
import tensorflow as tf

x = np.random.default_rng(0).normal(size=(64, 64)).astype("float32")
product, compiled = tf.matmul(x, x), tf.function(lambda x: tf.tanh(x) @ x, jit_compile=True)(x)
print(product.numpy().tobytes().hex())
print(compiled.numpy().tobytes().hex())
"""


@as_two_processors
def test_the_variants_reach_tensorflow_and_its_compiler():
    def said(variant: Variant) -> list[str]:
        [cell] = execute([new_code_cell(TENSORS)], 120, env=variant.env)
        assert [output.name for output in cell.outputs] == ["stdout"], cell.outputs
        return cell.outputs[0].text.splitlines()

    assert [old != new for old, new in zip(said(OLDEST), said(OTHER), strict=True)] == [True, True]


def shaded(output, shades: int) -> None:
    """Change the image of an output by so many shades of colour."""
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(output.data["image/png"])))).copy()
    pixels[10:20, 10:20, 0] -= np.uint8(shades)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format="png")
    output.data["image/png"] = base64.b64encode(buffer.getvalue()).decode()


def test_a_build_keeps_what_differs_by_noise_only(tmp_path):
    course = course_with(tmp_path, PICTURES)
    path = course / "solutions/hw0_sample/doubling.ipynb"
    stored = nbformat.read(path, as_version=4)
    outputs = {cell.id: cell.outputs for cell in stored.cells if cell.cell_type == "code"}
    shaded(outputs["double-line-picture"][0], MOST_SHADES)
    shaded(outputs["double-noise-picture"][0], 200)
    with_noise = nbformat.writes(stored) + "\n"
    shaded(outputs["double-other-picture"][0], MOST_SHADES + 1)
    outputs["double-experiment"][0].text = "[0. 2. 5.]\n"
    path.write_text(nbformat.writes(stored) + "\n")
    assert build_all(course / "solutions", course / "notebooks") == []
    assert path.read_text() == with_noise, "noise must stay; a line or a picture that is another must not"


def test_what_is_alike():
    picture = {"image/png": "AAAA", "text/plain": "A line."}

    def outputs(data, **about):
        return [new_output("display_data", data, metadata={"image/png": {"alt": "A line.", **about}})]

    assert difference(outputs(picture), outputs(picture)) is None
    assert difference(outputs(picture), outputs(picture | {"image/png": "BBBB"})) == "its picture"
    assert difference(outputs(picture), outputs(picture | {"text/plain": "A curve."})) == "its text"
    assert difference(outputs(picture), outputs(picture, alt="A curve.")) == "its text"
    assert difference([], outputs(picture)) == "its text"
    noisy = outputs(picture, shows_noise=True), outputs(picture | {"image/png": "BBBB"}, shows_noise=True)
    assert difference(*noisy) is None


@pytest.mark.parametrize(
    ("printed", "fault"),
    [
        ("0.1234567891", "shows more digits than processors agree on (0.1234567891); write it by coursekit.rounded"),
        ("error 4.2e-10 at [1, 0]", "shows digits of rounding noise (4.2e-10), which differ between processors"),
        ("1.414214, 1e-12, 7.1e-05, 12345.678, version 1.2.3456789012", None),
    ],
)
def test_the_build_refuses_digits_that_hang_on_the_processor(tmp_path, printed, fault):
    source = parse(write_sample(tmp_path) / "doubling.py")
    cells = {cell.id: cell for cell in source.notebook.cells}
    cells["double-experiment"].outputs = [new_output("stream", text=printed)]
    found = output_faults(source, source.notebook)
    assert (fault is None and not found) or (len(found) == 1 and fault in found[0])


def test_margins_are_measured_over_seeds_and_a_near_threshold_fails(tmp_path):
    near = """
# %% nbgrader={"grade_id": "double_near", "points": 1}
np.random.seed(1)
check.at_least(np.random.normal(), -1.0, name="a number that hangs on the seed")
check.at_least(np.random.normal(), -50.0, name="one that is far away")

# %% nbgrader={"grade_id": "double_example", "points": 1}
check.close(np.random.default_rng([4]).random(), 0.9430556, name="a number of one seed, which is kept", rtol=1e-6)
"""
    folder = write_sample(tmp_path)
    (folder / "doubling.py").write_text(SOURCE + near, encoding="utf-8")
    run = CliRunner().invoke(app, ["margins", "--seeds", "4", "--solutions", str(folder.parent)])
    assert run.exit_code == 1
    (row,) = [line for line in run.stdout.splitlines() if line.startswith("|") and "`doubling`" in line]
    assert row.startswith("| `doubling` | `double_near` | a number that hangs on the seed | at least -1 |")
    assert "was run 4 times" in run.stdout and "3 more checks are over 100 away, or fixed." in run.stdout
    assert "Nearer than 3 standard deviations to a threshold: doubling/double_near." in run.stderr


@pytest.mark.parametrize(
    ("kind", "bound", "values", "away"),
    [
        ("at least", 0.9, (0.94, 0.95, 0.96), 5.0),
        ("at least", 0.0001, (0.02, 0.1, 0.7), 3.09),  # a share of 0.001 below the bound
        ("at least", 0.08, (0.02, 0.1, 0.7), 0.52),
        ("at least", 0.2, (0.02, 0.1, 0.7), 0.2),
        ("at least", -0.1, (-0.3, 0.1, 0.7), 0.53),
        ("at most", 1.0, (0.1, 0.2, 0.3), 8.0),
        ("at most", 1.0, (0.0, 0.0, 0.1), 16.74),
        ("at least", 1.0, (0.5, 0.5), float("-inf")),
    ],
)
def test_margins_count_standard_deviations_or_the_share_of_small_values(kind, bound, values, away):
    assert Margin("", "", "", kind, bound, values).deviations == pytest.approx(away, abs=0.01)


def test_margins_of_a_file_of_predictions_are_measured_too(tmp_path):
    made = """
# %% nbgrader={"grade_id": "double_ungraded"}
right = 2 if np.random.default_rng(5).random() < 2 else 3
open("x.csv", "w").write("Id,Category\\n" + "".join(f"{i},{i % right}\\n" for i in range(10)))

# %% nbgrader={"grade_id": "double_file", "points": 1}
from coursekit import predictions, submitted_file

found = predictions.read(submitted_file("x.csv"), count=10)
predictions.check_accuracy(found, np.arange(10) % 4, full=0.9, half=0.4, name="x.csv")
"""
    folder = write_sample(tmp_path)
    settings = (folder / "assignment.toml").read_text(encoding="utf-8")
    (folder / "assignment.toml").write_text('files = ["x.csv"]\n' + settings, encoding="utf-8")
    (folder / "doubling.py").write_text(SOURCE + made, encoding="utf-8")
    run = CliRunner().invoke(app, ["margins", "--seeds", "2", "--solutions", str(folder.parent)])
    assert run.exit_code == 1
    assert "| the accuracy of x.csv | at least 0.9 | 0.6 | 0.6 to 0.6; 2 of 2 runs beyond |" in run.stdout


def test_margins_name_the_cell_at_which_a_kernel_died(tmp_path):
    folder = write_sample(tmp_path)
    ended = '\n# %% nbgrader={{"grade_id": "{}"}}\nimport os\n\nos._exit(1)\n'
    both = ended.format("double_not_run_ungraded") + ended.format("double_end")  # no file that a check reads: left out
    (folder / "doubling.py").write_text(SOURCE + both, encoding="utf-8")
    run = CliRunner().invoke(app, ["margins", "--seeds", "2", "--solutions", str(folder.parent)])
    assert run.exit_code == 1
    assert "| `doubling` | `double_end` | raised: it ended the kernel | at most 0 |" in run.stdout


SEEDS = """
import os
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
from autograder.building import recorder
recorder.start(5)
import tensorflow as tf, torch, keras
draws = {
    "torch": (torch.manual_seed, lambda: torch.rand(1).item()),
    "tf": (tf.random.set_seed, lambda: float(tf.random.uniform(()))),
    "keras": (tf.keras.utils.set_random_seed, lambda: float(tf.keras.random.uniform(()))),
}
def drawn(name, seed, seeder=None):
    (seeder or draws[name][0])(seed)
    return draws[name][1]()
plain = {name: (drawn(name, 6), drawn(name, 11)) for name in ("torch", "tf")} | {"keras": (0, drawn("keras", 11))}
for cell in ("one", "two"):
    recorder.enter(cell)
now = {"torch": torch.manual_seed, "tf": tf.random.set_seed, "keras": tf.keras.utils.set_random_seed}
print([drawn(name, 6, now[name]) == plain[name][1] != plain[name][0] for name in now])
"""


def test_margins_give_the_frameworks_other_seeds_too():
    done = subprocess.run([sys.executable, "-c", SEEDS], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[True, True, True]", done.stderr
