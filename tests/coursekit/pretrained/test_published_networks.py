"""Networks that others have trained: their weights' names and shapes, and that published weights load."""

import io
import os
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from coursekit import pretrained
from coursekit.data import weights
from coursekit.data.registry import DataError, registry
from helpers.data_sets import data_set, write_mirror

NAMES = ["squeezenet1_1", "resnet18"]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch):
    monkeypatch.delenv("DLBH_DATA", raising=False)


def npz(network: nn.Module) -> bytes:
    output = io.BytesIO()
    np.savez(output, **{name: value.numpy() for name, value in network.state_dict().items()})
    return output.getvalue()


def pth(network: nn.Module, leave_out: str = "") -> bytes:
    output, state = io.BytesIO(), network.state_dict()
    torch.save({name: value for name, value in state.items() if not (leave_out and leave_out in name)}, output)
    return output.getvalue()


def published(monkeypatch, folder: Path, name: str, file: str, content: bytes) -> Path:
    """A folder with a file of weights that is registered as the published one of that name."""
    asked = data_set({file: content}, name=name, folder="nets")
    monkeypatch.setattr(weights, "registry", lambda: {**registry(), name: asked})
    return write_mirror(folder, {file: content}, "nets")


@pytest.mark.parametrize(
    ("name", "entries", "parameters"), [("squeezenet1_1", 52, 1235496), ("resnet18", 122, 11689512)]
)
def test_the_weights_have_torchvisions_names_and_their_number(name, entries, parameters):
    network = getattr(pretrained, name)(weights="random")
    state = network.state_dict()
    assert len(state) == entries and sum(value.numel() for value in network.parameters()) == parameters
    assert all(value.dtype == torch.float32 for value in network.parameters())
    shapes = {
        "squeezenet1_1": {
            "features.0.weight": (64, 3, 3, 3), "features.3.squeeze.weight": (16, 64, 1, 1),
            "features.12.expand3x3.weight": (256, 64, 3, 3), "classifier.1.weight": (1000, 512, 1, 1),
        },
        "resnet18": {
            "conv1.weight": (64, 3, 7, 7), "bn1.running_var": (64,), "layer1.0.conv1.weight": (64, 64, 3, 3),
            "layer2.0.downsample.0.weight": (128, 64, 1, 1), "layer2.0.downsample.1.num_batches_tracked": (),
            "layer4.1.bn2.running_mean": (512,), "fc.weight": (1000, 512),
        },
    }[name]  # fmt: skip
    assert {key: tuple(state[key].shape) for key in shapes} == shapes
    with torch.no_grad():
        assert network.eval()(torch.zeros(2, 3, 64, 96)).shape == (2, 1000)


@pytest.mark.parametrize("name", NAMES)
def test_random_weights_follow_the_seed_and_leave_pytorchs_own_generator_alone(name):
    make = getattr(pretrained, name)
    torch.manual_seed(7)
    first, second, other = (next(make(weights="random", seed=seed).parameters()) for seed in (1, 1, 2))
    after = torch.rand(1)
    torch.manual_seed(7)
    assert torch.equal(after, torch.rand(1)) and torch.equal(first, second) and not torch.equal(first, other)


@pytest.mark.parametrize(
    ("name", "file"),
    [("squeezenet1_1", "squeezenet1_1.npz"), ("squeezenet1_1", "some.pth"), ("resnet18", "resnet18-f37072fd.pth")],
)
def test_a_file_of_weights_with_the_published_names_is_loaded(tmp_path, monkeypatch, name, file):
    make = getattr(pretrained, name)
    right = make(weights="random", seed=5).eval()
    folder = published(monkeypatch, tmp_path, name, file, (npz if file.endswith("npz") else pth)(right))
    got = make(folder=folder).eval()
    pixels = torch.randn(1, 3, 64, 64)
    with torch.no_grad():
        torch.testing.assert_close(got(pixels), right(pixels), rtol=0, atol=0)


def test_resnets_file_may_lack_the_numbers_of_batches_as_older_ones_do(tmp_path, monkeypatch):
    content = pth(pretrained.resnet18(weights="random", seed=5), leave_out="num_batches_tracked")
    folder = published(monkeypatch, tmp_path, "resnet18", "resnet18.pth", content)
    assert pretrained.resnet18(folder=folder).bn1.num_batches_tracked == 0


def test_another_networks_weights_are_refused(tmp_path, monkeypatch):
    content = npz(pretrained.squeezenet1_1(weights="random"))
    folder = published(monkeypatch, tmp_path, "resnet18", "nets.npz", content)
    with pytest.raises(DataError, match=r"nets\.npz holds another network's weights, not those of resnet18"):
        pretrained.resnet18(folder=folder)


@pytest.mark.parametrize("name", NAMES)
def test_without_the_weights_one_is_told_how_to_fetch_them(tmp_path, name):
    command = f"The weights of {name} have not been fetched: run `python -m coursekit.data fetch {name}`"
    with pytest.raises(DataError, match=command):
        getattr(pretrained, name)(folder=tmp_path)
    with pytest.raises(ValueError, match='weights is "fetched" or "random"'):
        getattr(pretrained, name)(weights="imagenet")


def squeezenet_features(state: dict) -> nn.Module:
    """SqueezeNet 1.1's feature maps as torchvision composes them, apart from the module that is tested."""

    class Fire(nn.Module):
        def __init__(self, inputs: int, squeeze: int, expand: int) -> None:
            super().__init__()
            self.squeeze = nn.Conv2d(inputs, squeeze, 1)
            self.expand1x1 = nn.Conv2d(squeeze, expand, 1)
            self.expand3x3 = nn.Conv2d(squeeze, expand, 3, padding=1)

        def forward(self, x):
            x = self.squeeze(x).relu()
            return torch.cat([self.expand1x1(x).relu(), self.expand3x3(x).relu()], 1)

    def pool():
        return nn.MaxPool2d(3, 2, ceil_mode=True)

    features = nn.Sequential(
        nn.Conv2d(3, 64, 3, 2), nn.ReLU(), pool(), Fire(64, 16, 64), Fire(128, 16, 64), pool(), Fire(128, 32, 128),
        Fire(256, 32, 128), pool(), Fire(256, 48, 192), Fire(384, 48, 192), Fire(384, 64, 256), Fire(512, 64, 256),
    )  # fmt: skip
    parts = {name.removeprefix("features."): value for name, value in state.items() if name.startswith("features.")}
    features.load_state_dict(parts)
    return features


def test_squeezenet_is_the_network_of_the_same_modules():
    network, pixels = pretrained.squeezenet1_1(weights="random").eval(), torch.randn(2, 3, 70, 64)
    state = network.state_dict()
    with torch.no_grad():
        maps = squeezenet_features(state)(pixels)
        torch.testing.assert_close(network.features(pixels), maps)
        scores = nn.functional.conv2d(maps, state["classifier.1.weight"], state["classifier.1.bias"]).relu()
        torch.testing.assert_close(network(pixels), scores.mean(dim=(2, 3)))


def test_with_a_linear_layer_squeezenet_has_the_same_scores_before_they_are_cut_off_at_0():
    network, pixels = pretrained.squeezenet1_1(weights="random").eval(), torch.randn(2, 3, 70, 64)
    linear = pretrained.with_linear_layer(network).eval()
    assert linear.fc.in_features == 512 and linear.features is network.features
    assert next(linear.features.parameters()).requires_grad and linear.fc.weight.requires_grad
    with torch.no_grad():
        convolved = network.classifier[1](network.features(pixels)).mean(dim=(2, 3))
        torch.testing.assert_close(linear(pixels), convolved, rtol=1e-4, atol=1e-5)


def test_resnets_blocks_add_their_input_and_halve_the_maps():
    network = pretrained.resnet18(weights="random").eval()
    with torch.no_grad():
        first, later = torch.rand(1, 64, 8, 6), torch.rand(1, 64, 8, 6)
        for block in (network.layer1[0], network.layer2[0]):
            nn.init.zeros_(block.bn2.weight)  # what is left is the shortcut
        torch.testing.assert_close(network.layer1[0](first), first)
        block = network.layer2[0]
        torch.testing.assert_close(block(later), block.downsample(later).relu())
        assert block(later).shape == (1, 128, 4, 3)


DATA = Path(os.environ.get("DLBH_DATA", "data"))


@pytest.mark.skipif(not (DATA / "nets" / "squeezenet1_1_testvec.npz").is_file(), reason="no published weights here")
def test_the_published_weights_give_the_published_output():
    pair = np.load(DATA / "nets" / "squeezenet1_1_testvec.npz")
    with torch.no_grad():
        got = pretrained.squeezenet1_1(folder=DATA).eval()(torch.from_numpy(pair["input_0"]))
    np.testing.assert_allclose(got.numpy(), pair["output_0"], rtol=1e-5, atol=1e-3)


def test_the_network_for_photographs_is_resnet_where_it_has_been_fetched(tmp_path, monkeypatch):
    assert type(pretrained.imagenet_network(weights="random", folder=tmp_path)).__name__ == "PooledSqueezeNet"
    with pytest.raises(DataError, match="squeezenet1_1 have not been fetched"):
        pretrained.imagenet_network(folder=tmp_path)
    right = pretrained.resnet18(weights="random", seed=3)
    folder = published(monkeypatch, tmp_path, "resnet18", "resnet18.pth", pth(right))
    assert torch.equal(pretrained.imagenet_network(folder=folder).fc.weight, right.fc.weight)
    assert not torch.equal(pretrained.imagenet_network(folder=folder, weights="random").fc.weight, right.fc.weight)
