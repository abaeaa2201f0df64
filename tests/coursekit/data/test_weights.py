"""Weights: what is read from which kind of file, and that nothing in them is executed."""

import io
import json
import struct
import sys

import numpy as np
import pytest
import torch

from coursekit.data import weights
from coursekit.data.registry import DataError, registry
from coursekit.data.weights import NETWORKS, load_weights, read_arrays
from helpers.data_sets import data_set, write_mirror

ARRAYS = {
    "features.0.weight": np.arange(24, dtype=np.float32).reshape(2, 3, 2, 2),
    "features.0.bias": np.array([0.5, -1], dtype=np.float32),
    "count": np.array([7], dtype=np.int64),
}


def npz() -> bytes:
    output = io.BytesIO()
    np.savez(output, **ARRAYS)
    return output.getvalue()


def pth() -> bytes:
    output = io.BytesIO()
    torch.save({name: torch.from_numpy(array) for name, array in ARRAYS.items()}, output)
    return output.getvalue()


def safetensors() -> bytes:
    header, body = {"__metadata__": {"format": "pt"}}, b""
    for name, array in ARRAYS.items():
        kind = {"float32": "F32", "int64": "I64"}[str(array.dtype)]
        offsets = [len(body), len(body) + array.nbytes]
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": offsets}
        body += array.tobytes()
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body


@pytest.mark.parametrize("content", [npz, pth, safetensors], ids=["npz", "pth", "safetensors"])
def test_arrays_are_read_as_they_were_written(tmp_path, content):
    path = tmp_path / f"weights.{content.__name__}"
    path.write_bytes(content())
    found = read_arrays(path)
    assert list(found) == list(ARRAYS)
    for name, array in ARRAYS.items():
        np.testing.assert_array_equal(found[name], array)
        assert found[name].dtype == array.dtype


def test_kerass_layers_have_a_kernel_and_a_bias(tmp_path):
    h5py = pytest.importorskip("h5py")
    kernel, bias = np.ones((3, 3, 3, 64), np.float32), np.zeros(64, np.float32)
    with h5py.File(tmp_path / "weights.h5", "w") as file:
        file["block1_conv1/block1_conv1_W_1:0"], file["block1_conv1/block1_conv1_b_1:0"] = kernel, bias
        file.create_group("block1_pool")
    found = read_arrays(tmp_path / "weights.h5")
    assert {name: array.shape for name, array in found.items()} == {
        "block1_conv1/kernel": (3, 3, 3, 64),
        "block1_conv1/bias": (64,),
    }
    with h5py.File(tmp_path / "norm.h5", "w") as file:
        file["norm/gamma:0"], file["norm/beta:0"] = bias, bias
    with pytest.raises(DataError, match="two arrays norm/bias"):
        read_arrays(tmp_path / "norm.h5")


class Evil:
    def __reduce__(self):
        return exec, ("raise SystemExit('executed')",)


def evil_npz() -> bytes:
    output = io.BytesIO()
    np.savez(output, evil=np.array([Evil()], dtype=object))
    return output.getvalue()


def evil_pth() -> bytes:
    output = io.BytesIO()
    torch.save({"evil": Evil()}, output)
    return output.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.npz", evil_npz()),
        ("a.pth", evil_pth()),
        ("b.npz", b"no zip"),
        ("b.pth", b"no zip"),
        ("c.npz", npz()[:500]),
        ("c.pth", pth()[:500]),
        ("c.safetensors", safetensors()[:-5]),
        ("d.safetensors", struct.pack("<Q", 10**12) + b"{}"),
        ("e.safetensors", b""),
        ("f.npz", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_file_of_weights_is_named_and_nothing_is_executed(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=rf"{name}: its weights cannot be read \("):
        read_arrays(tmp_path / name)


def test_one_array_is_not_taken_for_weights(tmp_path):
    output = io.BytesIO()
    np.save(output, np.zeros(3))
    (tmp_path / "one.npz").write_bytes(output.getvalue())
    with pytest.raises(DataError, match="it is one array"):
        read_arrays(tmp_path / "one.npz")
    with pytest.raises(DataError, match=r"weights are read from .npz, .safetensors, .h5, .pth files"):
        read_arrays(tmp_path / "one.npy")


def test_a_library_that_is_missing_is_named(tmp_path, monkeypatch):
    (tmp_path / "a.pth").write_bytes(pth())
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(DataError, match=r"a.pth: to read it, install torch: pip install torch"):
        read_arrays(tmp_path / "a.pth")


@pytest.fixture
def published(monkeypatch):
    files = {"net.npz": npz(), "net.pth": pth()}
    source = data_set(files, name="resnet18", folder="nets", any_of=True)
    monkeypatch.setattr(weights, "registry", lambda: {"resnet18": source})
    return files


def test_weights_are_found_and_checked_and_say_which_file_they_are_from(published, tmp_path, monkeypatch):
    folder = write_mirror(tmp_path / "data", {"net.pth": published["net.pth"]}, "nets")
    monkeypatch.chdir(tmp_path)
    found = load_weights("resnet18")
    assert found["file"] == "net.pth" and found["name"] == "resnet18" and list(found["arrays"]) == list(ARRAYS)
    write_mirror(folder, published, "nets")
    assert load_weights("resnet18")["file"] == "net.npz"
    (folder / "nets" / "net.npz").write_bytes(b"damaged")
    with pytest.raises(DataError, match=r"net.npz: its sha256 is"):
        load_weights("resnet18")


def test_weights_that_are_not_there_or_not_known_are_named(published, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match=r"have not been fetched: run `python -m coursekit.data fetch resnet18`"):
        load_weights("resnet18")
    with pytest.raises(ValueError, match="no weights 'lenet'; known are squeezenet1_1, resnet18, vgg19"):
        load_weights("lenet")
    assert set(NETWORKS) < set(registry())
