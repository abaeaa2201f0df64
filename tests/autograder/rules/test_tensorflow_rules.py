"""Rules about TensorFlow: Keras's optimizers, TensorFlow's old ones and its gradients, under whatever name.

The same answers are read (nothing runs) and run, in one real kernel with the guard.
"""

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograder.assignment import Limits, Question
from autograder.benches.bench import Bench, BenchSettings
from autograder.rules import library_names
from autograder.rules.library_names import public_name
from autograder.rules.violations import Rules, check_rules, guard_code

pytestmark = pytest.mark.xdist_group("tensorflow")  # see test_tensorflow.py
OPTIMIZERS = ("tf.keras.optimizers", "tf.compat.v1.train", "tf.raw_ops", ".compile", ".fit")
GRADIENTS = ("tf.GradientTape", "tf.autodiff", "tf.gradients")

SETUP = """\
import numpy as np
import tensorflow as tf

x, model = tf.ones((4, 2)), tf.keras.Sequential([tf.keras.layers.Dense(2)])
model.compile(optimizer="sgd", loss="mse")

def trained():
    "A helper of ours, which may use what an answer may not."
    with tf.GradientTape() as tape:
        tf.keras.optimizers.Adam()
    return model.fit(x, x, verbose=0)

trained()
"""

# What is refused, and under which of the names above. All but the last is found by reading.
REFUSED = {
    "tf.keras.optimizers.Adam()": "tf.keras.optimizers",
    "from tensorflow import keras as k\nk.optimizers.Adam()": "tf.keras.optimizers",
    "from tensorflow.keras.optimizers import Adam as A\nA()": "tf.keras.optimizers",
    "getattr(tf.keras, 'optimizers').SGD()": "tf.keras.optimizers",
    "getattr(tf.keras.optimizers, 'Ad' + 'am')()": "tf.keras.optimizers",
    "tf.keras.optimizers.get('adam')": "tf.keras.optimizers",
    "o = tf.keras.optimizers\no.RMSprop()": "tf.keras.optimizers",
    "tf.optimizers.Adam()": "tf.keras.optimizers",
    "tf.compat.v1.keras.optimizers.Adam()": "tf.keras.optimizers",
    "tf.compat.v2.optimizers.Adam()": "tf.keras.optimizers",
    "import keras\nkeras.optimizers.Adam()": "tf.keras.optimizers",
    "import keras.optimizers\nkeras.optimizers": "tf.keras.optimizers",
    "from keras.src.optimizers.adam import Adam\nAdam()": "tf.keras.optimizers",
    "from keras.src import optimizers\noptimizers.Adam()": "tf.keras.optimizers",
    "import sys\nsys.modules['keras.src.optimizers.adam'].Adam()": "tf.keras.optimizers",
    "from tensorflow.python.keras.optimizer_v2 import adam\nadam.Adam()": "tf.keras.optimizers",
    "import importlib\nimportlib.import_module('keras.optimizers')": "tf.keras.optimizers",
    "tf.compat.v1.train.AdamOptimizer()": "tf.compat.v1.train",
    "import tensorflow.compat.v1 as v1\nv1.train.GradientDescentOptimizer(0.1)": "tf.compat.v1.train",
    "from tensorflow.python.training import adam\nadam.AdamOptimizer()": "tf.compat.v1.train",
    "tf.raw_ops.ResourceApplyAdam": "tf.raw_ops",
    "from tensorflow.python.ops import gen_training_ops\ngen_training_ops": "tf.raw_ops",
    "model.compile(optimizer='adam')": ".compile",
    "model.fit(x, x, verbose=0)": ".fit",
    "tf.keras.Sequential([tf.keras.layers.Dense(1)]).compile(optimizer='adam')": ".compile",
    "class Own(tf.keras.Model):\n    pass\nOwn().compile('adam')": ".compile",
    "with tf.GradientTape() as tape:\n    pass": "tf.GradientTape",
    "from tensorflow import GradientTape as T\nT()": "tf.GradientTape",
    "tf.compat.v1.GradientTape()": "tf.GradientTape",
    "from tensorflow.python.eager.backprop import GradientTape\nGradientTape()": "tf.GradientTape",
    "tf.autodiff.ForwardAccumulator(x, x)": "tf.autodiff",
    "tf.gradients(x, x)": "tf.gradients",
}
PUT_TOGETHER = {
    "getattr(tf.keras, 'opti' + 'mizers').Adam()": "tf.keras.optimizers",
    "getattr(model, 'f' + chr(105) + 't')(x, x, verbose=0)": ".fit",
    "exec('tf.keras.' + ''.join(['opt', 'imizers']) + '.Adam()')": "tf.keras.optimizers",
}
LET_THROUGH = [
    "trained()",
    "model(x)",
    "v = tf.Variable(1.0)\nv.assign_sub(0.1 * v)",
    "tf.keras.layers.Dense(1)(x)",
    "f = tf.function(lambda x: 2 * x)\nf(x)",
    "tf.keras.losses.MeanSquaredError()(x, x), tf.losses.MSE(x, x)",
    "import keras\nkeras.Model",
    "tf.random.stateless_normal((2,), (1, 2)), tf.linalg.norm(x)",
    "import re\nre.compile('a')",
    "class Fitted:\n    def fit(self, x):\n        return x\nFitted().fit(1)",
    "class Line(tf.keras.Model):\n    def fit(self):\n        return 3\nLine().fit()",
]
ANSWERS = [*REFUSED, *PUT_TOGETHER, *LET_THROUGH]


def a_cell(name: str, code: str) -> NotebookNode:
    cell = new_code_cell(code)
    cell.metadata["nbgrader"] = {"grade_id": name, "solution": name != "setup", "locked": name == "setup"}
    cell.metadata["tags"] = ["setup"] if name == "setup" else []
    return cell


RULES = Rules((Question("fc", "FC", forbid=(*OPTIMIZERS, *GRADIENTS)),), frameworks=("numpy", "tensorflow"))


def read(code: str) -> set[str]:
    """The rules that an answer breaks, by reading it."""
    nb = new_notebook(cells=[a_cell("setup", SETUP), a_cell("fc_answer", code)])
    release = new_notebook(cells=[a_cell("setup", SETUP), a_cell("fc_answer", "raise NotImplementedError('FILL_IN')")])
    return {violation.rule for violation in check_rules(nb, release, RULES)}


@pytest.mark.parametrize("code", REFUSED)
def test_it_is_found_by_reading(code):
    assert REFUSED[code] in read(code)


@pytest.mark.parametrize("code", LET_THROUGH)
def test_what_is_allowed_is_let_alone(code):
    assert read(code) == set()


@pytest.fixture(scope="module")
def ends() -> dict[str, str | None]:
    """How each answer ends in a bench with the guard; None for one that raises nothing."""
    nb = new_notebook(cells=[a_cell("setup", SETUP), *(a_cell("fc_answer", code) for code in ANSWERS)])
    settings = BenchSettings(preload=("numpy", "tensorflow"))
    bench = Bench(Limits(cell_seconds=60), guard_code(nb, RULES), settings)
    try:
        setup, *answers = nb.cells
        assert bench.run(setup) is None
        return {cell.source: bench.run(cell) for cell in answers}
    finally:
        bench.close()


@pytest.mark.parametrize("code", [*REFUSED, *PUT_TOGETHER])
def test_it_is_refused_when_it_runs(ends, code):
    assert ends[code].startswith(f"ForbiddenCall: '{(REFUSED | PUT_TOGETHER)[code]}' may not be used in this question")


@pytest.mark.parametrize("code", LET_THROUGH)
def test_what_is_allowed_runs(ends, code):
    assert ends[code] is None


def test_an_assignment_that_forbids_all_of_keras_means_the_package_too():
    rules = Rules((Question("fc", "FC"),), forbid=("keras",))
    nb = new_notebook(cells=[a_cell("fc_answer", "from keras.layers import Dense; Dense")])
    assert [violation.rule for violation in check_rules(nb, nb, rules)] == ["keras"]


@pytest.mark.parametrize(
    ("name", "public"),
    [
        ("keras._tf_keras.keras.optimizers.Adam", "tensorflow.keras.optimizers.Adam"),
        ("tensorflow._api.v2.compat.v2.keras", "tensorflow.keras"),
        ("tensorflow.optimizers", "tensorflow.keras.optimizers"),
        ("tensorflow.keras.optimizers", "tensorflow.keras.optimizers"),
        ("tensorflow", "tensorflow"),
        ("kerastuner.engine", "kerastuner.engine"),
        ("numpy.linalg", "numpy.linalg"),
    ],
)
def test_the_public_name(name, public):
    assert public_name(name) == public


def test_a_rule_covers_nothing_of_another_package_than_its_own():
    for name, public in library_names._PUBLIC.items():
        assert library_names.package_of(name) == library_names.package_of(public) == "tensorflow"
    names = ("keras", "keras.src.optimizers", "keras_hub.optimizers", "tensorflow_datasets", "numpy.linalg")
    assert [library_names.package_of(name) for name in names] == [
        "tensorflow", "tensorflow", "keras_hub", "tensorflow_datasets", "numpy"
    ]  # fmt: skip
