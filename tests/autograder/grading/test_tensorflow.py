"""Homework in TensorFlow, in real benches: tensors by value, variables and models as handles, and the rules."""

import re

import pytest
from nbformat.v4 import new_code_cell

from autograder.assignment import load
from autograder.benches.bench import Bench
from autograder.grading.grade import Grader
from autograder.grading.keys import environment
from autograder.installed_packages import version_of
from autograder.results import NotebookResult, State
from autograder.roles import grade_id
from autograder.submissions.rebuild import rebuild_submission
from helpers import tensorflow_course as course
from samples.answers import handed_in

# One worker for all tests with TensorFlow: its import, here and in the zygote, costs seconds each time.
pytestmark = pytest.mark.xdist_group("tensorflow")
TENSORFLOW = "tensorflow-cpu" if version_of("tensorflow-cpu") else "tensorflow"
PARTS = {"affine": 4, "line": 3, "descent": 3, "slope": 2}


@pytest.fixture(scope="module")
def grader(tmp_path_factory: pytest.TempPathFactory):
    with Grader(load(course.write_course(tmp_path_factory.mktemp("tensors")))) as grader:
        yield grader


def graded(grader: Grader, **answers: str) -> NotebookResult:
    """The result of a submission with these answers, by question."""
    cells = {f"{question}_answer": code for question, code in answers.items()}
    nb = handed_in(grader.assignment, course.NOTEBOOK, cells)
    rebuilt = rebuild_submission(grader.assignment, course.NOTEBOOK, nb, None, [])
    graded, result = grader.grade(rebuilt, course.NOTEBOOK, student="ada", seed=11)
    if not answers:
        outputs = [o for cell in graded.cells for o in cell.get("outputs", [])]
        assert [o for o in outputs if o.get("name") == "stderr"] == []
        assert "[3. 3.] 2" in "".join(o.get("text", "") for o in outputs)
    return result


def scores(result: NotebookResult) -> dict[str, float]:
    found = dict.fromkeys(PARTS, 0.0)
    for check in result.checks:
        found[check.question] += check.points
    return found


def test_the_reference_earns_everything_and_nothing_is_on_stderr(grader):
    result = graded(grader)
    assert scores(result) == PARTS, [(check.grade_id, check.message) for check in result.checks]


RIGHT = {
    "a graph": {
        "affine": "@tf.function\ndef affine(x, w, b):\n    return tf.matmul(x, w) + b",
        "slope": """
@tf.function
def slope(x):
    y = 3 * tf.ones_like(x)
    for _ in tf.range(2):  # a loop of the graph, which TensorFlow makes by reading this text
        y *= x
    return y
""",
    },
    "other precisions": {
        "affine": """
def affine(*given):
    x, w, b = (tf.cast(tensor, tf.float64) for tensor in given)
    return tf.matmul(x, w) + b
""",
        "slope": "def slope(x):\n    return tf.convert_to_tensor(3 * x.numpy() ** 2)",
    },
    "Keras's own variables and loops": {
        "line": """
class Line(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.w = self.add_weight(shape=(1, 1), initializer=lambda shape, dtype: 5 * tf.ones(shape, dtype))
        self.b = self.add_weight(shape=(), initializer=lambda shape, dtype: tf.constant(10.0))
        self.seen = []
    def call(self, x):
        self.seen += [int(x.shape[0])]
        return tf.tensordot(x, self.w, 1) + self.b
""",
        "descent": """
class Descent:
    def __init__(self, lr):
        self.lr = tf.Variable(lr)
    def step(self, variables, gradients):
        for n in range(len(variables)):
            variables[n].assign(variables[n] - self.lr * gradients[n])
""",
    },
}


@pytest.mark.parametrize("answers", RIGHT.values(), ids=RIGHT)
def test_right_answers_of_other_styles_earn_everything(grader, answers):
    result = graded(grader, **answers)
    assert scores(result) == PARTS, [(check.grade_id, check.message) for check in result.checks]


AFFINE = "def affine(x, w, b):\n    y = tf.matmul(x, w) + b\n    return "
# What comes back in the place of a float32 tensor, and what is said of it.
WRONG = {
    "tf.matmul(x, w)": "differ",
    "y[None]": "has shape",
    "y.numpy()": "a TensorFlow tensor was expected",
    "tf.cast(y, tf.int32)": "made of integers where floats",
    "tf.Variable(y)": "`ResourceVariable` where a tensor .*\n.*`tf.convert_to_tensor` makes a tensor of it",
    "tf.cast(y, tf.bfloat16)": "`EagerTensor` where a tensor .*\n.*`tf.cast` it",
    "tf.cast(y, tf.float16) * 1.01": "differ",
    "tf.sparse.from_dense(y)": "`SparseTensor` where a tensor .*\n.*`tf.sparse.to_dense`",
    "tf.RaggedTensor.from_tensor(y)": r"`RaggedTensor` where a tensor .*\n.*`\.to_tensor\(\)`",
    "tf.strings.as_string(y)": "`EagerTensor` where a tensor",
    "tf.constant('0')": "`EagerTensor` where a tensor",
    "y.numpy().tolist()": "a list of 2 where a tensor .*\n.*`tf.constant`",
    "y * float('nan')": "nan",
    "tf.keras.Input((2,))": "`KerasTensor` where a tensor",
    "tf.keras.Model()": "an object of type `Model`",
    "tf.matmul(w, x[:1])": "raised InvalidArgumentError",
    "tf.zeros((40000, 40000))": "raised ResourceExhaustedError",
}


@pytest.fixture(scope="module")
def wrong(grader) -> dict[str, str]:
    """What the public check says of each wrong answer: all in one bench, one after the other."""
    release = handed_in(grader.assignment, course.NOTEBOOK)
    bench = Bench(grader.assignment.limits, settings=grader.bench_settings(course.NOTEBOOK))
    examiner = grader.examiner(course.NOTEBOOK)
    said = {}
    try:
        examiner.connect(bench.connection, pid=bench.pid)
        assert bench.run(next(cell for cell in release.cells if grade_id(cell) == "setup_imports")) is None
        for answer in WRONG:
            assert bench.run(new_code_cell(AFFINE + answer)) is None
            bench.serve()
            verdict = examiner.check("affine_public", 1, 20)
            bench.stop_serving()
            assert verdict.state is State.FAILED and verdict.fraction == 0
            said[answer] = verdict.message
    finally:
        bench.close()
    return said


def test_eager_execution_switched_off_is_said(grader):
    result = graded(grader, affine="tf.compat.v1.disable_eager_execution()\ndef affine(x, w, b):\n    return x")
    assert all("Leave out `tf.compat.v1.disable_eager_execution()`" in check.message for check in result.checks)
    assert sum(scores(result).values()) == 0


@pytest.mark.parametrize("answer", WRONG)
def test_what_is_no_tensor_of_the_right_values_fails_and_is_named(wrong, answer):
    assert re.search(WRONG[answer], wrong[answer]), wrong[answer]


BY_THE_LIBRARY = """
class Descent:
    def __init__(self, lr):
        self.inner = tf.keras.optimizers.SGD(lr)
    def step(self, variables, gradients):
        self.inner.apply_gradients(zip(gradients, variables))
"""
BY_THE_TAPE = """
def slope(x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.reduce_sum(x ** 3)
    return tape.gradient(y, x)
"""


def test_the_librarys_optimizer_and_its_gradients_cost_the_questions_that_forbid_them(grader):
    result = graded(grader, descent=BY_THE_LIBRARY, slope=BY_THE_TAPE)
    assert scores(result) == PARTS | {"descent": 0, "slope": 0}
    found = {check.question: check for check in result.checks if check.state is State.FORBIDDEN}
    assert set(found) == {"descent", "slope"}
    assert "'tf.keras.optimizers' may not be used in this question" in found["descent"].message
    assert "write it by hand with NumPy or TensorFlow" in found["slope"].message


def test_what_one_question_forbids_another_may_use(grader):
    """The tape in the optimizer's cell, and the optimizer in the tape's: each where the other is forbidden."""
    taped = "with tf.GradientTape():\n    pass\n"
    optimizer = "tf.keras.optimizers.SGD(0.1)\n"
    reference = {name: source for name, source in answers_of(grader).items() if name in ("descent", "slope")}
    result = graded(grader, descent=taped + reference["descent"], slope=optimizer + reference["slope"])
    assert scores(result) == PARTS, [(check.grade_id, check.message) for check in result.checks]


def answers_of(grader: Grader) -> dict[str, str]:
    """The reference's answers, by question."""
    cells = grader.assignment.source(course.NOTEBOOK).cells
    named = {grade_id(cell).removesuffix("_answer"): cell.source for cell in cells if grade_id(cell)}
    return {question: named[question] for question in PARTS}


WRONG_PARTS = {
    "line": """
class Line(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.w, self.b, self.seen = tf.constant([[5.0]]), tf.constant(10.0), []
    def call(self, x):
        self.seen.append(len(x))
        return x @ self.w + self.b
""",
    "descent": """
class Descent:
    def __init__(self, lr):
        self.lr = lr
    def step(self, variables, gradients):
        for variable, gradient in zip(variables, gradients):
            variable = variable - self.lr * gradient
""",
    "slope": "def slope(x):\n    return tf.Variable(3 * x ** 2)",
}


def test_wrong_answers_lose_their_points_and_others_keep_theirs(grader):
    result = graded(grader, **WRONG_PARTS)
    # The public check of `line` asks only for the values.
    assert scores(result) == PARTS | {"line": 1, "descent": 0, "slope": 0}
    assert all(check.message for check in result.checks if check.points < check.max_points)


RANDOM = "import tensorflow as tf\nprint(float(tf.random.uniform(())), float(tf.keras.random.uniform(())))"


def test_benches_and_what_they_draw_are_their_own(grader):
    """Nothing was drawn before the fork, and nothing is said on stderr when TensorFlow first computes."""
    settings = grader.bench_settings(course.NOTEBOOK)
    drawn = []
    for _ in range(2):
        bench = Bench(grader.assignment.limits, settings=settings)
        try:
            cell = new_code_cell(RANDOM)
            assert bench.run(cell) is None
            assert [output.name for output in cell.outputs] == ["stdout"]
            drawn += cell.outputs[0].text.split()
        finally:
            bench.close()
    assert len(set(drawn)) == 4


def test_the_version_of_tensorflow_decides_a_results_key():
    """It is installed under another name than the one that it is imported by."""
    found = environment(("numpy", "tensorflow"))
    assert (found.get("tensorflow-cpu") or found["tensorflow"]) == version_of(TENSORFLOW)
    assert found["keras"] == version_of("keras") and "keras" not in environment(("numpy",))
