"""The line between examiner and bench: data crosses unchanged, everything else is a handle or a WireError."""

import contextlib
import json
import socket
import struct
import sys
import threading
from collections import OrderedDict, namedtuple

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.benches.deadline import Deadline
from autograder.checking.wire import (
    DEPTH,
    HEADER_BYTES,
    NODES,
    Channel,
    Decoder,
    Encoder,
    Unsendable,
    WireClosed,
    WireError,
    WireTimeout,
)

arrays = hnp.arrays(
    st.sampled_from(["?", "i1", "u2", "i4", "i8", "f2", "f4", "f8", "c8", "c16"]),
    hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.text(),
    st.binary(),
    st.complex_numbers(),
)
data = st.recursive(
    st.one_of(scalars, arrays),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.one_of(st.text(), st.integers(-100, 100)), inner, max_size=4),
    ),
    max_leaves=12,
)


def cross(value):
    """Encode, send through JSON and bytes, decode."""
    encoder = Encoder(lambda odd: ["handle", 7, type(odd).__name__])
    tree = json.loads(json.dumps(encoder.encode(value)))
    decoder = Decoder(b"".join(encoder.parts), lambda kind, number, name: (kind, number, name))
    result = decoder.decode(tree)
    decoder.finish()
    return result


def same(a, b):
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    return repr(a) == repr(b)


@given(data)
def test_data_crosses_unchanged(value):
    assert same(cross(value), value)


@given(arrays)
def test_arrays_arrive_read_only_but_writable_where_asked(array):
    encoder = Encoder(lambda odd: ["handle", 1, ""])
    tree, body = encoder.encode(array), b"".join(encoder.parts)
    assert not Decoder(body, None).decode(tree).flags.writeable
    assert Decoder(body, None, writable=True).decode(tree).flags.writeable


@pytest.mark.parametrize("dtype", ["f4", "f8", "i8", "?", "c16"])
def test_numpy_scalars_keep_their_dtype(dtype):
    scalar = np.dtype(dtype).type(1)
    assert type(cross(scalar)) is type(scalar)


BOTH = frozenset({"numpy", "torch"})


def send(value, *, libraries=BOTH, writable=False):
    """What arrives where `libraries` are in use, and the decoder that read it."""
    encoder = Encoder(lambda odd: ["handle", 7, type(odd).__name__], libraries)
    tree = json.loads(json.dumps(encoder.encode(value)))
    decoder = Decoder(b"".join(encoder.parts), lambda *handle: handle, writable=writable)
    result = decoder.decode(tree)
    decoder.finish()
    return result, decoder


@pytest.mark.parametrize("shape", [(), (0,), (1,), (3, 2), (2, 1, 4)], ids=str)
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int8", "int64", "uint8", "bool", "complex64"])
def test_tensors_cross_unchanged(dtype, shape):
    tensor = torch.randint(0, 100, shape).to(getattr(torch, dtype))
    for sent in (tensor, tensor.T if tensor.ndim == 2 else tensor):
        got, _ = send(sent)
        assert type(got) is torch.Tensor and got.dtype is sent.dtype and got.shape == sent.shape
        assert torch.equal(got, sent)


def test_tensors_among_other_data_cross_with_it():
    got, _ = send({"W1": torch.ones(2, 3), "x": (np.zeros(2), 1)})
    assert torch.equal(got["W1"], torch.ones(2, 3)) and type(got["x"][0]) is np.ndarray


@pytest.mark.parametrize("writable", [True, False])
def test_what_becomes_of_a_tensor_is_seen_beside_what_came(writable):
    got, decoder = send(torch.ones(3), writable=writable)
    got.add_(1)  # nobody else's memory: what came is kept for comparison
    assert decoder.arrays[0] is got
    assert decoder.originals[0].tolist() == [1, 1, 1] and got.tolist() == [2, 2, 2]


class OwnTensor(torch.Tensor):
    pass


@pytest.mark.parametrize(
    "odd",
    [
        torch.ones(2, requires_grad=True),
        torch.ones(2, requires_grad=True) * 2,
        torch.nn.Parameter(torch.ones(2)),
        torch.ones(2, dtype=torch.bfloat16),
        torch.ones(2).to_sparse(),
        torch.ones(2, device="meta"),
        torch.ones(2, dtype=torch.complex64).conj(),
        torch.ones(2).as_subclass(OwnTensor),
        torch.ones([1] * 17),
    ],
    ids=["a leaf", "a result", "a parameter", "bfloat16", "sparse", "nowhere", "conjugate", "a subclass", "17 axes"],
)
def test_a_tensor_that_is_not_plain_is_a_handle(odd):
    assert send(odd)[0] == ("handle", 7, type(odd).__name__)


def test_a_tensor_is_a_handle_where_the_other_side_has_no_torch():
    assert send(torch.ones(2), libraries=frozenset({"numpy"}))[0] == ("handle", 7, "Tensor")


def test_a_tensor_is_refused_where_torch_is_not_in_use(monkeypatch):
    monkeypatch.delitem(sys.modules, "torch")
    with pytest.raises(WireError, match="not in use"):
        Decoder(b"\0" * 16, lambda *handle: handle).decode(["array", "torch", "f8", []])


@pytest.mark.parametrize("dtype", ["f16", "c32", "f4", "i3"])
def test_a_tensor_of_a_dtype_that_torch_does_not_have_is_refused(dtype):
    body = b"\0" * 32
    if dtype == "f4":
        assert Decoder(body, None).decode(["array", "torch", "f4", [8]]).tolist() == [0] * 8
    else:
        with pytest.raises(WireError):
            Decoder(body, lambda *handle: handle).decode(["array", "torch", dtype, [1]])


def test_named_tuples_and_ordered_dicts_are_plain_on_the_other_side():
    pair = namedtuple("pair", "a b")(1, np.ones(2))
    assert type(cross(pair)) is tuple
    assert type(cross(OrderedDict(a=1))) is dict


class OwnArray(np.ndarray):
    pass


class OwnFloat(float):
    pass


@pytest.mark.parametrize(
    "odd",
    [
        object(),
        lambda x: x,
        np.ones(3).view(OwnArray),
        np.matrix([[1.0]]),
        np.ma.masked_array([1.0], [True]),
        OwnFloat(1.0),
        np.array([object()]),
        np.array(["text"]),
        np.array([1], dtype=[("a", "f8")]),
        {("a", "tuple"): 1},
        2**64,
        {1.5: 2},
    ],
    ids=lambda odd: type(odd).__name__,
)
def test_what_is_not_plain_data_is_a_handle(odd):
    assert cross(odd) == ("handle", 7, type(odd).__name__)


def test_a_container_over_the_limits_is_a_handle_as_a_whole():
    deep = []
    for _ in range(DEPTH + 2):
        deep = [deep]
    assert cross(deep)[0] == "handle"
    assert cross([0] * (NODES + 1))[0] == "handle"
    own = []
    own.append(own)
    assert cross(own)[0] == "handle"
    assert cross(["x" * HEADER_BYTES])[0] == "handle"


def test_a_large_container_beside_data_leaves_the_data_alone():
    encoder = Encoder(lambda odd: ["handle", 7, "list"])
    first = encoder.encode(np.ones(3))
    second = encoder.encode([np.ones(2), [0] * NODES])
    decoder = Decoder(b"".join(encoder.parts), lambda *handle: handle)
    assert np.array_equal(decoder.decode(first), np.ones(3))
    assert decoder.decode(second)[0] == "handle"
    decoder.finish()


@pytest.mark.parametrize(
    "tree",
    [
        ["array", "numpy", "f8", [3]],
        ["array", "numpy", "f8", [-1]],
        ["array", "numpy", "f8", [0.5]],
        ["array", "numpy", "f8", [True]],
        ["array", "numpy", "O8", [1]],
        ["array", "numpy", "f99", [1]],
        ["array", "numpy", "V8", [1]],
        ["array", "numpy", "f8", [1] * 17],
        ["array", "numpy", "f8", [2**62, 2**62]],
        ["array", "numpy", "f8", [0, 2**70]],
        ["array", "jax", "f8", []],
        ["bytes", 100],
        ["bytes", -1],
        ["dict", ["a", 1], ["a", 2]],
        ["dict", [["list"], 1]],
        ["dict", [1.5, 1]],
        ["dict", ["a"]],
        ["dict", *[[n, 0] for n in range(1001)]],
        ["complex", "1", "2"],
        ["handle", "1", "x"],
        ["handle", True, "x"],
        ["pickle", "gASV"],
        [],
        {},
        2**64,
        ["list", *[0] * 10_001],
    ],
    ids=lambda tree: str(tree)[:40],
)
def test_malformed_trees_are_refused(tree):
    with pytest.raises(WireError):
        Decoder(b"\0" * 16, lambda *handle: handle).decode(tree)


def test_bytes_left_over_are_refused():
    decoder = Decoder(b"\0" * 16, None)
    decoder.decode(1)
    with pytest.raises(WireError):
        decoder.finish()


@given(
    st.recursive(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()), st.lists, max_leaves=20)
)
@settings(max_examples=300)
def test_any_json_decodes_or_is_refused(tree):
    with contextlib.suppress(WireError):
        Decoder(b"\0" * 64, lambda *handle: handle).decode(tree)


@pytest.fixture
def ends():
    a, b = socket.socketpair()
    yield a, b
    a.close()
    b.close()


def test_truth_values_are_0_or_1_and_shapes_possible():
    def decode(tree, body):
        return Decoder(body, lambda *handle: handle).decode(tree)

    assert decode(["array", "numpy", "?", [3]], b"\5\0\2" + bytes(13)).tobytes() == b"\1\0\1"
    with pytest.raises(WireError):
        decode(["array", "numpy", "f8", [0, 2**62, 2**62]], b"")


def test_frames_cross_a_socket(ends):
    sender, receiver = Channel(ends[0], 1000), Channel(ends[1], 1000)
    sender.send({"a": 1}, [b"xyz"])
    assert receiver.receive() == ({"a": 1}, b"xyz")


def test_a_closed_line_and_a_late_answer_are_told_apart(ends):
    receiver = Channel(ends[1], 1000)
    receiver.deadline = Deadline(0)
    with pytest.raises(WireTimeout):
        receiver.receive()
    receiver.deadline = None
    ends[0].close()
    with pytest.raises(WireClosed):
        receiver.receive()


def test_a_line_that_is_late_in_the_middle_of_a_message_is_torn(ends):
    sender, receiver = Channel(ends[0], 1000), Channel(ends[1], 1000)
    receiver.deadline = Deadline(0.05)
    with pytest.raises(WireTimeout) as late:
        receiver.receive()
    assert not late.value.torn
    sender.send({"a": 1}, [b"x" * 500])
    ends[0].sendall(b"\0" * 5)
    receiver.deadline = Deadline(0.05)
    assert receiver.receive()[0] == {"a": 1}
    with pytest.raises(WireTimeout) as late:
        receiver.receive()
    assert late.value.torn


def test_a_line_that_is_late_in_sending_is_torn(ends):
    sender = Channel(ends[0], 10_000_000)
    sender.deadline = Deadline(0.5)
    with pytest.raises(WireTimeout) as late:
        sender.send({}, [b"x" * 9_000_000])
    assert late.value.torn


def test_what_has_come_unasked_is_thrown_away(ends):
    sender, receiver = Channel(ends[0], 1000), Channel(ends[1], 1000)
    sender.send({"late": 1}, [b"x" * 500])
    ends[0].sendall(b"nonsense")
    receiver.discard()
    sender.send({"asked": 1})
    assert receiver.receive()[0] == {"asked": 1}
    ends[0].close()
    receiver.discard()
    with pytest.raises(WireClosed):
        receiver.receive()


def test_a_frame_cut_short_is_a_closed_line(ends):
    Channel(ends[0], 1000).send({"a": 1}, [b"x" * 500])
    data = ends[1].recv(10_000)
    a, b = socket.socketpair()
    a.sendall(data[:-1])
    a.close()
    with pytest.raises(WireClosed):
        Channel(b, 1000).receive()
    b.close()


@pytest.mark.parametrize("lengths", [(2**31, 0), (10, 2**60)])
def test_impossible_lengths_are_refused_before_anything_is_read(ends, lengths):
    ends[0].sendall(struct.pack(">IQ", *lengths))
    with pytest.raises(WireError):
        Channel(ends[1], 1000).receive()


@pytest.mark.parametrize("text", [b"not json", b"[" * 100_000, b"\xff\xfe", b"1" * 5000])
def test_headers_that_are_not_json_are_refused(ends, text):
    def write():
        ends[0].sendall(struct.pack(">IQ", len(text), 0) + text)

    writer = threading.Thread(target=write)
    writer.start()
    with pytest.raises(WireError):
        Channel(ends[1], 1000).receive()
    writer.join()


def test_what_is_over_the_limit_is_not_sent(ends):
    with pytest.raises(Unsendable):
        Channel(ends[0], 1000).send({}, [b"x" * 1001])
