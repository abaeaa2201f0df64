"""The comparator on TensorFlow's tensors: the same rules as for arrays, and a tensor where a tensor is asked."""

import importlib
from types import ModuleType

import numpy as np
import pytest

from coursekit import check
from coursekit.checking.check import CheckFailed

pytestmark = pytest.mark.xdist_group("tensorflow")  # see tests/autograder/grading/test_tensorflow.py


@pytest.fixture(scope="module")
def tf() -> ModuleType:
    """TensorFlow, imported by the worker that runs these tests and by no other."""
    return importlib.import_module("tensorflow")


@pytest.fixture
def right(tf):
    return tf.constant([[1.0, -2.0, 3.0]])


def test_the_same_tensor_passes_in_any_precision(tf, right):
    check.close(tf.identity(right), right)
    check.close(tf.cast(right, tf.float64), right)
    check.close(tf.cast(right, tf.float16), right)
    check.close(tf.reshape(right, 3), right, shapes=[(3,)])
    assert check.array(right, shape=(1, 3), library="tensorflow").tolist() == [[1, -2, 3]]


@pytest.mark.parametrize(
    ("got", "message"),
    [
        (lambda tf, right: right + 1, "entries differ"),
        (lambda tf, right: right[:, :1], "shape"),
        (lambda tf, right: right[:0], "shape"),
        (lambda tf, right: tf.cast(right, tf.int64), "made of integers"),
        (lambda tf, right: right * float("nan"), "nan"),
        (lambda tf, right: right.numpy(), "a TensorFlow tensor was expected.\n`tf.constant` makes one"),
        (
            lambda tf, right: right.numpy().tolist(),
            r"a list of 1 where a tensor of shape \(1, 3\) was expected.\nMake it .*`tf.constant`",
        ),
        (
            lambda tf, right: tf.cast(right, tf.bfloat16),
            "dtype bfloat16 where a tensor .*\nIts dtype is none that NumPy has",
        ),
        (lambda tf, right: tf.constant(["1"]), "dtype string where a tensor"),
        (lambda tf, right: tf.Variable(right), "`ResourceVariable` where a tensor .*\nA variable is not its value"),
        (lambda tf, right: tf.RaggedTensor.from_tensor(right), r"`RaggedTensor` .*\n.*to_tensor\(\)"),
        (lambda tf, right: tf.sparse.from_dense(right), r"`SparseTensor` .*\n.*to_dense"),
        (lambda tf, right: tf.IndexedSlices(right, tf.constant([0])), r"`IndexedSlices` .*\n.*convert_to_tensor"),
        (lambda tf, right: None, "None where a tensor"),
    ],
)
def test_anything_else_fails_with_a_message(tf, right, got, message):
    with pytest.raises(CheckFailed, match=message):
        check.close(got(tf, right), right, name="y_hat")


def test_an_array_is_no_tensor_and_a_tensor_no_array(right):
    with pytest.raises(CheckFailed, match="NumPy array was expected"):
        check.close(right, right.numpy())
    with pytest.raises(CheckFailed, match="of floats was expected"):
        check.array(right, name="x")


def test_a_tensor_of_a_graph_has_no_value(tf, right):
    found = []

    @tf.function
    def traced(x):
        found.append(x + 1)
        return x

    traced(right)
    with pytest.raises(CheckFailed, match=r"`SymbolicTensor` .*\nIt has no value outside"):
        check.close(found[0], right)


def test_a_number_may_be_a_tensor_of_no_axes(tf):
    for got in (tf.constant(2.0), 2.0, np.float32(2)):
        check.close(got, 2.0)
        check.close(got, tf.constant(2.0))
        assert check.number(got) == 2.0
    with pytest.raises(CheckFailed, match="shape"):
        check.close(tf.constant([2.0]), 2.0)
    check.equal(tf.constant(3), 3)
    check.equal(tf.constant([True, False]).numpy(), np.array([True, False]))


def test_a_tensor_that_a_function_got_is_the_same_afterwards(tf, right):
    check.unchanged(tf.identity(right), right)
    with pytest.raises(CheckFailed, match="changed in place"):
        check.unchanged(tf.identity(right), right + 1)
