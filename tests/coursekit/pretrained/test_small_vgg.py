"""The small VGG: one network in two frameworks, with trained weights that know textures again."""

import numpy as np
import pytest
import torch

from coursekit import photograph, pretrained, texture
from coursekit.data.photographs import PHOTOGRAPHS, TEXTURES
from coursekit.pretrained.small_vgg import CAFFE_MEAN, LAYERS, MEAN, STD, small_vgg_arrays

# Keras is imported by the tests that need it, which one worker runs: it takes ten seconds.
in_keras = pytest.mark.xdist_group("tensorflow")

# VGG19's names.
NAMES = [f"block{block}_conv{conv}" for block, convs in enumerate((2, 2, 4, 4, 4), 1) for conv in range(1, convs + 1)]


def standardized(pixels: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(((pixels - MEAN) / STD).transpose(2, 0, 1)[None])


@pytest.fixture
def pixels() -> np.ndarray:
    return photograph("china", reduced=4).astype(np.float32)[:90]  # 90×160


@in_keras
@pytest.mark.parametrize("weights", ["trained", "random"])
def test_both_frameworks_give_the_same_maps_each_with_its_own_preprocessing(weights, pixels):
    import keras

    one, other = pretrained.small_vgg_torch(weights=weights), pretrained.small_vgg_keras(weights=weights)
    layers = keras.Model(other.input, [other.get_layer(name).output for name in LAYERS])
    theirs = layers((pixels[:, :, ::-1] * 255 - CAFFE_MEAN)[None])
    with torch.no_grad():
        ours = one.activations(standardized(pixels), LAYERS)
    for name, a, b in zip(LAYERS, ours, theirs, strict=True):
        np.testing.assert_allclose(a.numpy().transpose(0, 2, 3, 1), b.numpy(), atol=1e-4, err_msg=name)


@in_keras
def test_its_layers_are_vgg19s_in_order():
    assert list(LAYERS) == NAMES
    assert [layer.name for layer in pretrained.small_vgg_keras().layers if "conv" in layer.name[-6:]] == NAMES
    assert [name for name, _ in pretrained.small_vgg_torch().named_children()] == [*NAMES, "fc"]


def test_trained_filters_answer_about_equally_strongly_to_photographs(pixels):
    with torch.no_grad():
        maps = pretrained.small_vgg_torch().activations(standardized(pixels), LAYERS)
    assert all(0.5 < found.mean() < 2 for found in maps)


def test_trained_it_knows_textures_again_better_than_random():
    def recognized(weights: str) -> int:
        """Of ten grey pictures: how many left halves have the Gram matrix nearest to that of their own right half?"""
        network, halves = pretrained.small_vgg_torch(weights=weights), []
        colours = [photograph(name, reduced=2).mean(axis=2) for name in PHOTOGRAPHS]
        for picture in [*colours, *(texture(name, reduced=2) for name in TEXTURES)]:
            grey = np.repeat(picture[:, :, None], 3, axis=2).astype(np.float32)
            middle = grey.shape[1] // 2
            pair = [grey[:, :middle], grey[:, middle : 2 * middle]]
            with torch.no_grad():
                maps = [network.activations(standardized(half), ["block5_conv1"])[0][0].flatten(1) for half in pair]
            halves.append([torch.nn.functional.normalize((m @ m.T).flatten(), dim=0) for m in maps])
        left, right = (torch.stack(side) for side in zip(*halves, strict=True))
        return int((torch.cdist(left, right).argmin(dim=1) == torch.arange(len(left))).sum())

    assert recognized("trained") >= 9
    assert recognized("random") <= 8


def test_random_weights_follow_the_seed_and_touch_no_other_random_numbers():
    torch.manual_seed(5)
    first = pretrained.small_vgg_torch(weights="random", seed=1).state_dict()
    drawn = torch.rand(3)
    torch.manual_seed(5)
    assert torch.equal(drawn, torch.rand(3))
    again, other = (small_vgg_arrays("random", seed) for seed in (1, 2))
    assert all(np.array_equal(first[name].numpy(), again[name]) for name in again)
    assert not np.array_equal(again["block1_conv1.weight"], other["block1_conv1.weight"])


@in_keras
@pytest.mark.parametrize("name", ["small_vgg_torch", "small_vgg_keras"])
def test_other_weights_are_refused(name):
    with pytest.raises(ValueError, match='weights is "trained" or "random", not \'imagenet\''):
        getattr(pretrained, name)(weights="imagenet")


@in_keras
def test_pictures_of_sixteen_pixels_are_large_enough():
    assert pretrained.small_vgg_torch()(torch.zeros(2, 3, 16, 16)).shape == (2, 10)
    assert pretrained.small_vgg_keras()(np.zeros((2, 16, 16, 3), np.float32)).shape == (2, 1, 1, 96)
