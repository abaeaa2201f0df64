"""The script that trains the small VGG: a few steps on made-up pictures, and what is shipped of them."""

import numpy as np
import pytest
import torch

from coursekit import pretrained
from coursekit.data.cifar10 import CLASS_NAMES
from coursekit.pretrained.small_vgg import LAYERS
from coursekit.pretrained.small_vgg_in_torch import SmallVGG
from data_scripts.small_vgg.folding import folded, normalized
from data_scripts.small_vgg.pictures import FRAME, Labelled, Photographs
from data_scripts.small_vgg.training import RECIPES, photograph_crops, standardized, train


@pytest.fixture(scope="module")
def photographs() -> Photographs:
    rng = np.random.default_rng(0)
    return Photographs(rng.integers(0, 256, (3, 3, FRAME, FRAME), dtype=np.uint8), np.array([1, 1.5, 0.7], np.float32))


def trained(recipe: str, photographs: Photographs, seed: int = 0):
    rng = np.random.default_rng(1)
    return train(
        RECIPES[recipe],
        5,
        photographs=photographs,
        images=Labelled(rng.integers(0, 256, (8, 3, 32, 32), dtype=np.uint8), np.arange(8) % 3),
        class_names=CLASS_NAMES,
        squeezenet=pretrained.squeezenet1_1(weights="random"),
        device=torch.device("cpu"),
        batch=2,
        seed=seed,
        report=lambda line: None,
    )


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_trained_network_folds_into_the_shipped_one(recipe, photographs):
    pupil = trained(recipe, photographs)
    x = standardized(torch.rand(2, 3, 48, 64, generator=torch.Generator().manual_seed(0)))
    arrays = folded(pupil)
    for given in (arrays, normalized(arrays, x)):
        shipped = SmallVGG(CLASS_NAMES).eval()
        shipped.load_state_dict({name: torch.from_numpy(array) for name, array in given.items()})
        with torch.no_grad():
            torch.testing.assert_close(shipped(x), pupil(x), rtol=1e-3, atol=1e-4)
    with torch.no_grad():
        means = [maps.mean(dim=(0, 2, 3)) for maps in shipped.activations(x, LAYERS)]
    assert all(((mean > 0.99) & (mean < 1.01)).float().mean() > 0.5 and (mean < 1.01).all() for mean in means)


def test_the_seed_decides_what_is_learned(photographs):
    first, again, other = (folded(trained("distilled", photographs, seed)) for seed in (1, 1, 2))
    assert all(np.array_equal(first[name], again[name]) for name in first)
    assert not np.array_equal(first["block1_conv1.weight"], other["block1_conv1.weight"])


def test_crops_are_squares_of_the_photograph_in_its_proportions():
    """A frame's columns are a ramp; a crop of a photograph twice as wide as high sees at most half of it."""
    ramp = np.broadcast_to(np.linspace(0, 255, FRAME).astype(np.uint8), (1, 3, FRAME, FRAME)).copy()
    torch.manual_seed(0)
    many = torch.zeros(200, dtype=torch.long)
    for proportion, widest in ((1.0, 1.0), (2.0, 0.5), (0.5, 1.0)):
        crops = photograph_crops(torch.from_numpy(ramp), torch.tensor([proportion]), many)
        assert crops.min() >= 0 and crops.max() <= 1
        inside = crops[:, :1].clamp(0.02, 0.98)
        width = (inside[..., -1] - inside[..., 0]).abs().mean(dim=(1, 2))
        assert width.max() <= 1.3 * widest + 0.05  # the contrast is raised by up to 30 %
        assert width.mean() > 0.4 * widest
