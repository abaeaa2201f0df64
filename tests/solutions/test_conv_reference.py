"""The reference of homework 3 against other people's: SciPy's convolutions, and torch's layers and autograd."""

from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import signal

from autograder.assignment import load
from autograder.roles import Role, grade_id, role

FOLDER = Path(__file__).parents[2] / "solutions" / "hw3_conv"


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


NOTEBOOKS = ["conv_layers", "convnet"]


@pytest.mark.parametrize("notebook", NOTEBOOKS)
@pytest.mark.parametrize(("images", "filters"), [((2, 3, 6, 5), (4, 3, 2, 3)), ((1, 1, 4, 4), (3, 1, 4, 4))])
def test_the_convolution_layer_is_torchs_forwards_and_backwards(notebook, images, filters):
    torch = pytest.importorskip("torch")
    numbers = np.random.default_rng(0)
    x, w = (torch.tensor(numbers.normal(size=shape), requires_grad=True) for shape in (images, filters))
    right = torch.nn.functional.conv2d(x, w)
    dout = numbers.normal(size=tuple(right.shape))
    right.backward(torch.tensor(dout))
    ours = reference(notebook)
    out, kept = ours.conv_forward(x.detach().numpy(), w.detach().numpy())
    dx, dw = ours.conv_backward(dout, kept)
    for got, expected in ((out, right.detach()), (dx, x.grad), (dw, w.grad)):
        np.testing.assert_allclose(got, expected.numpy(), atol=1e-12)


@pytest.mark.parametrize("notebook", NOTEBOOKS)
@pytest.mark.parametrize(("height", "width", "stride"), [(2, 2, 2), (3, 2, 1), (2, 3, 4), (1, 1, 3)])
def test_max_pooling_is_torchs_forwards_and_backwards(notebook, height, width, stride):
    torch = pytest.importorskip("torch")
    numbers = np.random.default_rng(0)
    x = torch.tensor(numbers.normal(size=(2, 3, 7, 8)), requires_grad=True)
    right = torch.nn.functional.max_pool2d(x, (height, width), stride)
    dout = numbers.normal(size=tuple(right.shape))
    right.backward(torch.tensor(dout))
    ours = reference(notebook)
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


def test_the_networks_loss_and_all_its_gradients_are_torchs():
    torch = pytest.importorskip("torch")
    numbers = np.random.default_rng(0)
    model = reference("convnet").ConvNet(
        (2, 8, 7), num_filters=3, filter_size=2, hidden_dim=5, num_classes=4, dtype=float
    )
    model.params = {name: numbers.normal(size=value.shape) for name, value in model.params.items()}
    X, y = numbers.normal(size=(6, 2, 8, 7)), np.array([0, 3, 1, 2, 3, 0])
    p = {name: torch.tensor(value, requires_grad=True) for name, value in model.params.items()}
    maps = torch.nn.functional.max_pool2d(torch.nn.functional.conv2d(torch.tensor(X), p["W1"]).relu(), 2)
    scores = (maps.flatten(1) @ p["W2"] + p["b2"]).relu() @ p["W3"] + p["b3"]
    right = torch.nn.functional.cross_entropy(scores, torch.tensor(y))
    right.backward()
    np.testing.assert_allclose(model.loss(X), scores.detach().numpy(), atol=1e-12)
    loss, grads = model.loss(X, y)
    np.testing.assert_allclose(loss, right.item(), atol=1e-12)
    assert grads.keys() == p.keys()
    for name, grad in grads.items():
        np.testing.assert_allclose(grad, p[name].grad.numpy(), atol=1e-12)
