"""The reference solutions of hw1_autodiff against PyTorch's autograd in float64, at fresh points."""

from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.building.source import read_source
from autograder.roles import Role, role
from coursekit import graphs

torch = pytest.importorskip("torch")
FOLDER = Path(__file__).parents[2] / "solutions" / "hw1_autodiff"
OPERATIONS = {"sin": torch.sin, "cos": torch.cos, "exp": torch.exp, "log": torch.log}


@cache
def reference(notebook: str) -> SimpleNamespace:
    names: dict = {"__name__": "reference"}
    for cell in read_source(FOLDER / f"{notebook}.py").cells:
        if role(cell) in (Role.SETUP, Role.ANSWER):
            exec(cell.source, names)
    return SimpleNamespace(**names)


def leaf(array) -> "torch.Tensor":
    return torch.tensor(array, dtype=torch.float64, requires_grad=True)


@pytest.mark.parametrize("seed", range(6))
def test_both_modes_on_random_graphs(seed):
    scalar, rng = reference("scalar"), np.random.default_rng(seed)
    point = dict(zip("abc", rng.uniform(0.5, 2, size=3).tolist(), strict=True))
    graph = graphs.random_graph(rng, point, 20)
    nodes = {name: leaf(value) for name, value in point.items()}
    for name, op, args in graph:
        found = [nodes[arg] if isinstance(arg, str) else torch.tensor(arg, dtype=torch.float64) for arg in args]
        nodes[name] = OPERATIONS.get(op, graphs.OPERATIONS[op])(*found)
        nodes[name].retain_grad()
    nodes[graph[-1][0]].backward()
    trace = scalar.reverse_mode(graph, point)
    for name, node in nodes.items():
        gradient = 0.0 if node.grad is None else node.grad.item()
        assert trace[name] == pytest.approx((node.item(), gradient), rel=1e-10, abs=1e-12), name
    direction = dict(zip("abc", rng.normal(size=3).tolist(), strict=True))
    tangent = scalar.forward_mode(graph, point, direction)[graph[-1][0]][1]
    assert tangent == pytest.approx(sum(trace[name][1] * direction[name] for name in point), rel=1e-10)


def test_scalars_and_the_formulas_of_w():
    scalar = reference("scalar")
    point = [0.7, -1.3, 0.4]
    x, y, z = (leaf(number) for number in point)
    a = x * y + z
    b = a * (x + x)
    (w := a * b + b).backward()
    expected = [w.item(), *(number.grad.item() for number in (x, y, z))]
    assert list(scalar.w_slopes(*point)) == pytest.approx(expected, rel=1e-12)
    p, q = leaf(0.8), leaf(-1.7)
    formula = lambda a, b, sin, exp, relu: (2 - a / b) * relu(a - b) ** 3 + exp(sin(a * b)) / (1 + a * a) - 3 / b  # noqa: E731
    (right := formula(p, q, torch.sin, torch.exp, torch.relu)).backward()
    s, t = scalar.Scalar(0.8), scalar.Scalar(-1.7)
    (result := formula(s, t, *(getattr(scalar, f"scalar_{name}") for name in ("sin", "exp", "relu")))).backward()
    assert [result.data, s.grad, t.grad] == pytest.approx([right.item(), p.grad.item(), q.grad.item()], rel=1e-12)


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("relu_slope", torch.relu),
        ("leaky_relu_slope", lambda x: torch.nn.functional.leaky_relu(x, 0.1)),
        ("tanh_slope", torch.tanh),
        ("gelu_slope", torch.nn.functional.gelu),
    ],
)
def test_activation_slopes(name, function):
    x = leaf(np.linspace(-4, 4, 40))
    function(x).sum().backward()
    np.testing.assert_allclose(getattr(reference("scalar"), name)(x.detach().numpy()), x.grad.numpy(), atol=1e-12)


def test_the_three_layers_by_hand_and_by_autograd():
    matrix = reference("matrix")
    given = matrix.three_layers(np.random.default_rng(1), d=3, h1=6, h2=5, k=4, n=7)
    by_hand, by_autograd = matrix.backward(matrix.forward(**given)), matrix.torch_gradients(**given)
    for name, gradient in by_autograd.items():
        np.testing.assert_allclose(by_hand[name], gradient, rtol=1e-10, err_msg=name)


@pytest.mark.parametrize("sizes", [{}, {"d": 2, "h1": 6, "h2": 4}, {"d": 6, "h1": 3, "h2": 1}])
def test_the_twelve_partial_derivatives(sizes):
    matrix = reference("matrix")
    given = [leaf(array) for array in matrix.two_layers(np.random.default_rng(2), **sizes)]
    x, y, W1, b1, W2, b2 = given
    q = W1 @ x + b1
    h = torch.relu(q)
    p = W2 @ h + b2
    for node in (q, h, p):
        node.retain_grad()
    ((p - y) ** 2).sum().backward()
    arrays = [tensor.detach().numpy() for tensor in given]
    jacobian = lambda function, at: torch.autograd.functional.jacobian(function, at.detach()).numpy()  # noqa: E731
    by_row = np.stack([jacobian(lambda W, i=i: (W @ h + b2)[i], W2)[i] for i in range(len(b2))])
    expected = [
        (p.grad, by_row, W2.grad, b2.grad, jacobian(lambda h: W2 @ h + b2, h)),
        (jacobian(torch.relu, q), h.grad, q.grad),
        (jacobian(lambda W: W @ x + b1, W1), jacobian(lambda b: W1 @ x + b, b1), W1.grad, b1.grad),
    ]
    for name, rights in zip("abc", expected, strict=True):
        for place, (got, right) in enumerate(zip(getattr(matrix, f"partials_{name}")(*arrays), rights, strict=True)):
            np.testing.assert_allclose(got, np.asarray(right), rtol=1e-10, atol=1e-12, err_msg=f"{name}, {place}")


@pytest.mark.parametrize("widths", [(3, 4, 2), (2, 5, 3, 4, 1), (1, 1, 1, 1), (4, 3)])
def test_the_deep_network(widths):
    matrix, rng = reference("matrix"), np.random.default_rng(3)
    x, weights, biases = matrix.deep_network(rng, widths)
    y = rng.normal(size=widths[-1])
    Ws, bs, h = [leaf(W) for W in weights], [leaf(b) for b in biases], torch.tensor(x)
    for W, b in zip(Ws[:-1], bs[:-1], strict=True):
        h = torch.relu(W @ h + b)
    p = Ws[-1] @ h + bs[-1]
    ((p - torch.tensor(y)) ** 2).sum().backward()
    np.testing.assert_allclose(matrix.deep_forward(x, weights, biases), p.detach().numpy(), rtol=1e-12)
    for got, leaves in zip(matrix.deep_backward(x, y, weights, biases), (Ws, bs), strict=True):
        for array, tensor in zip(got, leaves, strict=True):
            np.testing.assert_allclose(array, tensor.grad.numpy(), rtol=1e-10, atol=1e-12)


def test_the_counts_of_operations_that_are_known():
    matrix = reference("matrix")
    known = {(1, 1, 1, 1, 1): (11, 11), (3, 4, 2): (44, 38), (2, 5, 3, 4, 1): (94, 104)}
    known |= {(6, 6, 6, 6): (228, 258), (4, 3): (24, 15)}
    for widths, counts in known.items():
        assert (matrix.forward_operations(widths), matrix.backward_operations(widths)) == counts
