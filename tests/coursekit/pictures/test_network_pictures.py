"""The pictures of small networks: the gradients they show are autograd's, and their words say what is in them."""

import numpy as np
import pytest
import torch

from coursekit import pictures
from coursekit.training.depth import gradient_norms


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_the_gradient_norms_are_those_of_autograd(activation):
    depth, width, seed = 5, 7, 3
    rng = np.random.default_rng(seed)
    scale = np.sqrt((2 if activation == "relu" else 1) / width)
    weights = torch.from_numpy(rng.normal(size=(depth, width, width)) * scale)
    a, sums = torch.from_numpy(rng.normal(size=width)), []
    for W in weights:
        sums.append((W @ a).requires_grad_())
        a = getattr(torch, activation)(sums[-1])
    gradients = torch.autograd.grad(a @ torch.from_numpy(rng.normal(size=width)), sums)
    found = gradient_norms(activation, depth=depth, width=width, seed=seed)
    np.testing.assert_allclose(found, [float(gradient.norm()) for gradient in gradients], rtol=1e-12)


def test_gradients_vanish_with_the_sigmoid_and_stay_with_the_relu():
    assert "sigmoid by a factor of 1e-12" in pictures.vanishing_gradients().alt
    norms = gradient_norms("relu")
    assert 0.1 < norms[0] / norms[-1] < 10


def test_softargmax_tells_how_the_largest_share_grows():
    alt = pictures.softargmax_bars([1, 2, 3], betas=(0, 100)).alt
    assert "33% at 0, 100% at 100" in alt


def test_losses_are_shown_above_their_minima():
    alt = pictures.update_losses({"square": lambda z: (1 - z) ** 2 / 2 + 7}).alt
    assert "square 8.0 and 2.0" in alt


def test_a_fit_tells_its_pieces_and_its_losses():
    x = np.linspace(-1, 1, 9)
    picture = pictures.regression_fit(x, x, x, 0 * x, x, [4.0, 0.2], kinks=np.array([0.1, 5.0]))
    assert "9 points" in picture.alt and "meet at 1 places" in picture.alt and "from 4 to 0.2" in picture.alt
