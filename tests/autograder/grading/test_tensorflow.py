"""Homework in TensorFlow, in real benches: tensors by value, variables and models as handles, and the rules."""

import re

import pytest
from nbformat.v4 import new_code_cell

from autograder.assignment import load
from autograder.benches.bench import Bench
from autograder.grading.grade import Grader
from autograder.results import NotebookResult, State
from autograder.roles import grade_id
from autograder.submissions.rebuild import rebuild_submission
from helpers import tensorflow_course as course
from samples.answers import handed_in

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
        "slope": "@tf.function(reduce_retracing=True)\ndef slope(x):\n    return 3 * x * x",
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
    "y.numpy()": "a TensorFlow tensor was asked",
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


@pytest.mark.parametrize("answer", WRONG)
def test_what_is_no_tensor_of_the_right_values_fails_and_is_named(wrong, answer):
    assert re.search(WRONG[answer], wrong[answer]), wrong[answer]
