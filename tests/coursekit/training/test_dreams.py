"""Dreams: pictures from 0 to 1, of which the model likes each stage better, and which leave the model alone."""

import pytest

torch = pytest.importorskip("torch")
from torch import nn  # noqa: E402

from coursekit import dream  # noqa: E402


def _network() -> nn.Module:
    torch.manual_seed(3)
    return nn.Sequential(nn.Conv2d(3, 8, 5), nn.ELU(), nn.AvgPool2d(2), nn.Conv2d(8, 6, 3), nn.ELU()).eval()


def _liking(maps):
    return maps[:, 2].mean()


SMALL = {"size": (20, 28)}


@pytest.mark.parametrize("trick", ["moves", "fourier", "colours"])
@pytest.mark.parametrize("used", [True, False])
def test_a_dream_climbs_with_and_without_each_trick(trick, used):
    network = _network()
    early, late = dream(network, _liking, (1, 40), **SMALL, **{trick: used})
    assert early.shape == late.shape == (1, 3, 20, 28)
    assert late.dtype == torch.float32
    assert late.min() >= 0
    assert late.max() <= 1
    mean, std = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    with torch.no_grad():
        scores = [_liking(network((x - mean.reshape(3, 1, 1)) / std.reshape(3, 1, 1))) for x in (early, late)]
    assert scores[1] > scores[0] + 0.1


def test_the_network_is_left_as_it_was_and_so_is_the_global_seed():
    network = _network()
    before = [parameter.detach().clone() for parameter in network.parameters()]
    torch.manual_seed(5)
    state = torch.get_rng_state()
    dream(network, _liking, (3,), **SMALL)
    assert torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(old, new) for old, new in zip(before, network.parameters(), strict=True))
    assert all(parameter.grad is None for parameter in network.parameters())


def test_the_seed_decides():
    network = _network()
    one, same, other = (dream(network, _liking, (3,), seed=seed, **SMALL)[0] for seed in (1, 1, 2))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


def test_several_pictures_at_once():
    labels = torch.tensor([0, 4])
    (pair,) = dream(_network(), lambda maps: maps[[0, 1], labels].mean(), (5,), count=2, **SMALL)
    assert pair.shape == (2, 3, 20, 28)


def test_steps_in_the_spectrum_are_smoother_than_steps_in_pixels():
    def roughness(fourier: bool) -> float:
        (image,) = dream(_network(), _liking, (30,), fourier=fourier, moves=False, size=(32, 32))
        return float((image.diff(dim=3) ** 2).mean() / image.var())

    assert roughness(True) < roughness(False)
