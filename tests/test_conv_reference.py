"""The reference of homework 3 against other people's: SciPy's convolutions, and torch's layers and autograd."""

from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import signal

from autograder.assignment import load
from autograder.roles import Role, grade_id, role

FOLDER = Path(__file__).parents[1] / "solutions" / "hw3_conv"


@cache
def reference(notebook: str) -> SimpleNamespace:
    """The names that a notebook's setup and answers define, experiments left out."""
    names: dict = {"__name__": "reference"}
    for cell in load(FOLDER).source(notebook).cells:
        if role(cell) in (Role.SETUP, Role.ANSWER):
            exec(compile(cell.source, f"<{grade_id(cell)}>", "exec"), names)
    return SimpleNamespace(**names)


@pytest.mark.parametrize(("image", "kernel"), [((6, 5), (2, 3)), ((4, 7), (4, 1)), ((3, 3), (1, 1)), ((5, 4), (5, 4))])
def test_the_convolutions_are_scipys(image, kernel):
    numbers = np.random.default_rng(0)
    a, b = numbers.normal(size=image), numbers.normal(size=kernel)
    ours = reference("conv_layers")
    np.testing.assert_allclose(ours.filter_valid(a, b), signal.correlate2d(a, b, "valid"), atol=1e-12)
    np.testing.assert_allclose(ours.convolve_valid(a, b), signal.convolve2d(a, b, "valid"), atol=1e-12)
    np.testing.assert_allclose(ours.convolve_full(a, b), signal.convolve2d(a, b, "full"), atol=1e-12)


@pytest.mark.parametrize(("images", "filters"), [((2, 3, 6, 5), (4, 3, 2, 3)), ((1, 1, 4, 4), (3, 1, 4, 4))])
def test_the_convolution_layer_is_torchs_forwards_and_backwards(images, filters):
    torch = pytest.importorskip("torch")
    numbers = np.random.default_rng(0)
    x, w = (torch.tensor(numbers.normal(size=shape), requires_grad=True) for shape in (images, filters))
    right = torch.nn.functional.conv2d(x, w)
    dout = numbers.normal(size=tuple(right.shape))
    right.backward(torch.tensor(dout))
    ours = reference("conv_layers")
    out, kept = ours.conv_forward(x.detach().numpy(), w.detach().numpy())
    dx, dw = ours.conv_backward(dout, kept)
    for got, expected in ((out, right.detach()), (dx, x.grad), (dw, w.grad)):
        np.testing.assert_allclose(got, expected.numpy(), atol=1e-12)


@pytest.mark.parametrize(("height", "width", "stride"), [(2, 2, 2), (3, 2, 1), (2, 3, 4), (1, 1, 3)])
def test_max_pooling_is_torchs_forwards_and_backwards(height, width, stride):
    torch = pytest.importorskip("torch")
    numbers = np.random.default_rng(0)
    x = torch.tensor(numbers.normal(size=(2, 3, 7, 8)), requires_grad=True)
    right = torch.nn.functional.max_pool2d(x, (height, width), stride)
    dout = numbers.normal(size=tuple(right.shape))
    right.backward(torch.tensor(dout))
    ours = reference("conv_layers")
    windows = {"pool_height": height, "pool_width": width, "stride": stride}
    out, kept = ours.max_pool_forward(x.detach().numpy(), windows)
    np.testing.assert_allclose(out, right.detach().numpy(), atol=1e-12)
    np.testing.assert_allclose(ours.max_pool_backward(dout, kept), x.grad.numpy(), atol=1e-12)


@pytest.mark.parametrize(("height", "width", "stride"), [(2, 2, 2), (3, 2, 1), (2, 3, 4)])
def test_average_poolings_gradient_is_torchs(height, width, stride):
    torch = pytest.importorskip("torch")
    x = torch.zeros((2, 3, 7, 8), dtype=torch.float64, requires_grad=True)
    right = torch.nn.functional.avg_pool2d(x, (height, width), stride)
    dout = np.random.default_rng(0).normal(size=tuple(right.shape))
    right.backward(torch.tensor(dout))
    windows = {"pool_height": height, "pool_width": width, "stride": stride}
    got = reference("conv_layers").average_pool_backward(dout, (2, 3, 7, 8), windows)
    np.testing.assert_allclose(got, x.grad.numpy(), atol=1e-12)


def test_every_entry_of_the_convolution_with_bias_is_torchs():
    torch = pytest.importorskip("torch")
    numbers = np.random.default_rng(0)
    X, W, b = numbers.normal(size=(4, 5, 2)), numbers.normal(size=(2, 3, 2, 3)), numbers.normal(size=3)
    x, w, bias = (torch.tensor(array, requires_grad=True) for array in (X, W, b))
    out = torch.nn.functional.conv2d(x.permute(2, 0, 1)[None], w.permute(3, 2, 0, 1), bias)[0].permute(1, 2, 0)
    G = numbers.normal(size=tuple(out.shape))
    out.backward(torch.tensor(G))
    entries = reference("conv_layers").bias_conv_elements
    for i, k, c, f in np.ndindex(W.shape):
        db, dW, _ = entries(X, W, G, i, k, c, f, 0, 0)
        np.testing.assert_allclose([db, dW], [bias.grad[f].item(), w.grad[i, k, c, f].item()], atol=1e-12)
    for row, column, c in np.ndindex(X.shape):
        *_, dX = entries(X, W, G, 0, 0, c, 0, row, column)
        np.testing.assert_allclose(dX, x.grad[row, column, c].item(), atol=1e-12)
