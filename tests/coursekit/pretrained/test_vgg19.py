"""VGG19 in Keras: its published layers, and the weights from a file of the published layout."""

from importlib.util import find_spec

import numpy as np
import pytest

from coursekit import pretrained
from coursekit.data import weights
from coursekit.data.registry import DataError
from helpers.data_sets import data_set, write_mirror

h5py = pytest.importorskip("h5py")
pytestmark = [
    pytest.mark.xdist_group("tensorflow"),
    pytest.mark.skipif(find_spec("tensorflow") is None, reason="TensorFlow is not installed"),
]

# K. Simonyan, A. Zisserman (2015), table 1, E: for each block its convolutions and their channels.
BLOCKS = ((2, 64), (2, 128), (4, 256), (4, 512), (4, 512))
NAME = "vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5"


def layers() -> dict[str, tuple[int, int]]:
    """For each layer, the channels that come in and go out."""
    widths = [(f"block{block}_conv{k}", out) for block, (n, out) in enumerate(BLOCKS, 1) for k in range(1, n + 1)]
    incoming = [3, *(out for _, out in widths)]
    return {name: (before, out) for (name, out), before in zip(widths, incoming, strict=False)}


def fetched(tmp_path, monkeypatch, leave_out=""):
    """A folder with random weights of VGG19 in Keras's file, as if it were the published one."""
    numbers = np.random.default_rng(0)
    with h5py.File(tmp_path / NAME, "w") as file:
        for name, (before, out) in layers().items():
            group = file.create_group(name)
            if name != leave_out:
                spread = np.float32(np.sqrt(2 / (9 * before)))
                group[f"{name}_W_1:0"] = spread * numbers.standard_normal((3, 3, before, out), np.float32)
                group[f"{name}_b_1:0"] = numbers.standard_normal(out, np.float32)
    content = (tmp_path / NAME).read_bytes()
    source = data_set({NAME: content}, name="vgg19", folder="nets")
    monkeypatch.setattr(weights, "registry", lambda: {"vgg19": source})
    return write_mirror(tmp_path / "data", {NAME: content}, "nets")


def test_the_weights_of_the_published_file_are_those_of_the_layers_of_their_names(tmp_path, monkeypatch):
    model = pretrained.vgg19_keras(folder=fetched(tmp_path, monkeypatch))
    assert [layer.name for layer in model.layers if layer.weights] == list(layers())
    with h5py.File(tmp_path / NAME, "r") as file:
        for name in layers():
            kernel, bias = model.get_layer(name).get_weights()
            np.testing.assert_array_equal(kernel, file[f"{name}/{name}_W_1:0"][()])
            np.testing.assert_array_equal(bias, file[f"{name}/{name}_b_1:0"][()])
    image = np.random.default_rng(1).uniform(-100, 100, (1, 33, 48, 3)).astype(np.float32)
    assert model(image).shape == (1, 1, 1, 512)
    assert model.get_layer("block5_conv2").output.shape == (None, None, None, 512)


def test_weights_that_are_missing_are_named(tmp_path, monkeypatch):
    folder = fetched(tmp_path, monkeypatch, leave_out="block3_conv2")
    with pytest.raises(
        DataError, match=r"has not those of block3_conv2: delete it and run `python -m coursekit.data fetch"
    ):
        pretrained.vgg19_keras(folder=folder)
    monkeypatch.undo()
    monkeypatch.delenv("DLBH_DATA", raising=False)
    monkeypatch.chdir(tmp_path / "data" / "nets")
    with pytest.raises(
        DataError, match=r"The weights of vgg19 have not been fetched: run `python -m coursekit.data fetch vgg19`"
    ):
        pretrained.vgg19_keras(folder=tmp_path)
    with pytest.raises(ValueError, match=r'weights is "fetched" or "random", not .imagenet.'):
        pretrained.vgg19_keras(weights="imagenet")


def test_random_weights_are_hes_and_follow_the_seed():
    one, again, other = (pretrained.vgg19_keras(weights="random", seed=seed) for seed in (1, 1, 2))
    kernels = [model.get_layer("block4_conv1").get_weights()[0] for model in (one, again, other)]
    np.testing.assert_array_equal(kernels[0], kernels[1])
    assert abs(np.corrcoef(kernels[0].ravel(), kernels[2].ravel())[0, 1]) < 0.01
    np.testing.assert_allclose(kernels[0].std(), np.sqrt(2 / (9 * 256)), rtol=0.01)
    assert sum(np.size(weight) for weight in one.get_weights()) == 20_024_384
