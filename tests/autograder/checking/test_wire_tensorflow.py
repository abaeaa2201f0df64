"""TensorFlow's tensors on the wire: those with a value cross by value, everything else stays where it is."""

import importlib
import json
from types import ModuleType

import numpy as np
import pytest

from autograder.checking.wire import Decoder, Encoder, WireError

pytestmark = pytest.mark.xdist_group("tensorflow")  # see test_tensorflow.py
ALL = frozenset({"numpy", "tensorflow"})


@pytest.fixture(scope="module")
def tf() -> ModuleType:
    """TensorFlow, imported by the worker that runs these tests and by no other."""
    return importlib.import_module("tensorflow")


def send(value, libraries=ALL):
    """What arrives where `libraries` are in use."""
    encoder = Encoder(lambda odd: ["handle", 7, type(odd).__name__], libraries)
    tree = json.loads(json.dumps(encoder.encode(value)))
    decoder = Decoder(b"".join(encoder.parts), lambda *handle: handle)
    result = decoder.decode(tree)
    decoder.finish()
    return result


@pytest.mark.parametrize("shape", [(), (0,), (1,), (3, 2), (2, 1, 4)], ids=str)
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int8", "int64", "uint8", "bool", "complex64"])
def test_tensors_cross_unchanged(tf, dtype, shape):
    tensor = tf.constant(np.random.default_rng(0).integers(0, 100, shape).astype(dtype))
    got = send(tensor)
    assert type(got) is type(tensor) and got.dtype is tensor.dtype and got.shape == tensor.shape
    assert np.array_equal(got.numpy(), tensor.numpy())


def test_tensors_among_other_data_cross_with_it(tf):
    got = send({"W": tf.ones((2, 3)), "x": (np.zeros(2), 1)})
    assert np.array_equal(got["W"].numpy(), np.ones((2, 3))) and type(got["x"][0]) is np.ndarray


ODD = {
    "ResourceVariable": lambda tf: tf.Variable([1.0]),
    "RaggedTensor": lambda tf: tf.ragged.constant([[1.0], [2.0, 3.0]]),
    "SparseTensor": lambda tf: tf.sparse.from_dense([[1.0, 0.0]]),
    "IndexedSlices": lambda tf: tf.IndexedSlices(tf.ones((1, 2)), tf.constant([0])),
    "KerasTensor": lambda tf: tf.keras.Input((2,)),
    "Sequential": lambda tf: tf.keras.Sequential(),
    "Dense": lambda tf: tf.keras.layers.Dense(1),
    "GradientTape": lambda tf: tf.GradientTape(),
    "TensorShape": lambda tf: tf.ones(2).shape,
}
DTYPES = ["bfloat16", "float8_e5m2", "float8_e4m3fn", "string"]


@pytest.mark.parametrize("name", ODD)
def test_what_is_no_plain_tensor_is_a_handle(tf, name):
    assert send(ODD[name](tf)) == ("handle", 7, name)


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_tensor_of_a_dtype_that_numpy_does_not_have_is_a_handle(tf, dtype):
    if dtype == "string":
        tensors = [tf.constant("a"), tf.constant(["a", "b"])]
    else:
        tensors = [tf.cast(1.0, dtype), tf.cast([1.0], dtype)]
    assert [send(tensor) for tensor in tensors] == [("handle", 7, "EagerTensor")] * len(tensors)


def test_keras_own_containers_are_plain_on_the_other_side(tf):
    layer = tf.keras.layers.Dense(1)
    layer.history, layer.table = [1, tf.ones(1)], {"a": 2}
    assert type(layer.history) is not list and type(layer.table) is not dict
    history = send(layer.history)
    assert type(history) is list and history[0] == 1 and history[1].numpy().tolist() == [1]
    assert send(layer.table) == {"a": 2} and type(send(layer.table)) is dict


def test_a_tensor_is_a_handle_where_the_other_side_has_no_tensorflow(tf):
    assert send(tf.ones(2), frozenset({"numpy"})) == ("handle", 7, "EagerTensor")


@pytest.mark.parametrize("dtype", ["f16", "c32"])
def test_a_tensor_of_a_dtype_that_tensorflow_does_not_have_is_refused(tf, dtype):
    with pytest.raises(WireError):
        Decoder(b"\0" * 32, lambda *handle: handle).decode(["array", "tensorflow", dtype, [1]])
