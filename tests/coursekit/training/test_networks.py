"""The given half of a network: activations, optimizer, initialisers, training; and the reference solution of the Iris
notebook on top of it, whose gradients are those of torch's autograd."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.building.source import parse
from autograder.roles import Role, role
from coursekit import gradient_check, load_iris, optimizers
from coursekit.training.initializers import NAMES, initialize_weights
from coursekit.training.networks import Activation, Layer, Linear, Loss, Network, TanH, batches

SOURCE = Path(__file__).parents[3] / "solutions" / "hw2_backprop" / "iris_network.py"


@pytest.fixture(scope="module")
def notebook() -> SimpleNamespace:
    """What the setup and answer cells of the Iris notebook define."""
    names: dict = {"__name__": "notebook"}
    cells = [cell for cell in parse(SOURCE).notebook.cells if cell.cell_type == "code"]
    for kind in (Role.SETUP, Role.ANSWER):
        for cell in cells:
            if role(cell) is kind:
                exec(cell.source, names)
    return SimpleNamespace(**names)


# --- activations, layers, losses ---------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", [Linear(), TanH()])
def test_the_given_activations_have_their_own_gradients(activation):
    inputs = {"Z": np.random.default_rng(0).normal(size=(4, 3))}
    assert gradient_check(lambda Z: (activation(Z), Z), lambda dY, Z: activation.backward(Z, dY), inputs).passed


def test_layers_activations_and_losses_can_be_called_like_functions():
    class Twice(Layer, Activation):
        def forward(self, X):
            return 2 * X

    class Distance(Loss):
        def forward(self, Y, Y_hat):
            return float(np.abs(Y - Y_hat).sum())

    assert Twice()(np.ones((1, 2))).tolist() == [[2.0, 2.0]]
    assert Distance("distance")(np.ones((1, 2)), np.zeros((1, 2))) == 2.0


@pytest.mark.parametrize("base", [Activation(), Layer(), Loss("a loss")])
def test_what_is_not_written_yet_says_so(base):
    with pytest.raises(NotImplementedError):
        base.forward(*[np.ones((1, 1))] * (2 if isinstance(base, Loss) else 1))


# --- initialisers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_initial_weights_have_the_variance_of_their_rule(name):
    np.random.seed(0)
    W = initialize_weights(name)((300, 200))
    variance = {"lecun": 1 / 300, "xavier": 2 / 500, "he": 2 / 300}[name.split("_")[0]]
    assert W.shape == (300, 200)
    assert np.isclose(W.var(), variance, rtol=0.03)
    assert abs(W.mean()) < 5 * np.sqrt(variance / W.size)
    beyond = np.mean(np.abs(W) > 2 * np.sqrt(variance))
    assert beyond == 0 if name.endswith("uniform") else 0.03 < beyond < 0.06


def test_an_initialiser_accepts_the_activation_that_hand_outs_pass_on():
    np.random.seed(1)
    plain = initialize_weights("he_normal")((4, 3))
    np.random.seed(1)
    np.testing.assert_array_equal(initialize_weights("he_normal", activation="relu")((4, 3)), plain)


def test_an_unknown_initialiser_is_named():
    with pytest.raises(ValueError, match="no initialiser 'zeros'; known are lecun_uniform"):
        initialize_weights("zeros")


# --- the optimizer -----------------------------------------------------------------------------------------------


def test_momentum_is_kept_for_each_parameter():
    optimizer = optimizers.SGD(0.1, momentum=0.5)
    w = v = np.array([[1.0]])
    for expected in (0.8, 0.5, 0.15):
        w = optimizer.update("0.W", w, np.array([[2.0]]))
        np.testing.assert_allclose(w, [[expected]])
        v = optimizer.update("1.W", v, np.zeros((1, 1)))
    assert v == 1.0


def test_the_exponential_schedule_lowers_the_rate_from_epoch_to_epoch():
    optimizer = optimizers.SGD(0.1, schedule=optimizers.exponential_decay(0.5))
    steps = [1 - optimizer.update("W", np.ones(1), np.ones(1), epoch)[0] for epoch in (0, 1, 2)]
    np.testing.assert_allclose(steps, [0.1, 0.05, 0.025])
    assert optimizers.constant_rate(0.1, 7) == 0.1


@pytest.mark.parametrize(
    "make",
    [lambda: optimizers.SGD(0.0), lambda: optimizers.SGD(0.1, momentum=1.0), lambda: optimizers.exponential_decay(1.5)],
)
def test_settings_that_cannot_work_are_refused(make):
    with pytest.raises(ValueError, match="must be above 0"):
        make()


# --- the notebook's reference ------------------------------------------------------------------------------------


def test_the_references_gradients_are_those_of_autograd(notebook):
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(0)
    shape = ((5, "relu"), (6, "tanh"), (3, "softmax"))
    parameters = notebook.draw_parameters(rng, 4, *(n for n, _ in shape))
    X, Y = rng.normal(size=(7, 4)), np.eye(3)[rng.integers(3, size=7)]
    network = notebook.set_all(notebook.network_of(*shape), parameters)
    loss = network.backward(Y, network.forward(X))
    tensors = [[torch.tensor(value, requires_grad=True) for value in pair] for pair in parameters]
    functions = {"relu": torch.relu, "tanh": torch.tanh, "softmax": lambda Z: torch.softmax(Z, dim=1)}
    out = torch.tensor(X)
    for (W, b), (_, name) in zip(tensors, shape, strict=True):
        out = functions[name](out @ W + b)
    right = -(torch.tensor(Y) * out.log()).sum() / len(Y)
    right.backward()
    np.testing.assert_allclose(loss, right.item(), rtol=1e-12)
    for layer, (W, b) in zip(network.layers, tensors, strict=True):
        np.testing.assert_allclose(layer.gradients["W"], W.grad.numpy(), rtol=1e-9, atol=1e-14)
        np.testing.assert_allclose(layer.gradients["b"], b.grad.numpy(), rtol=1e-9, atol=1e-14)


def test_training_appends_the_output_layer_and_learns_the_flowers(notebook):
    data = notebook.prepare(load_iris())
    np.random.seed(0)
    network = notebook.make_network(0.03, 8)
    assert len(network.layers) == network.n_layers == 1
    network.train(data, epochs=30)
    assert [layer.n_out for layer in network.layers] == [8, 3]
    assert network.n_layers == 2
    assert len(network.history["train_loss"]) == len(network.history["val_loss"]) == 30
    assert network.history["val_loss"][-1] < 0.2
    network.train(data, epochs=1)
    assert len(network.layers) == 2, "a second training goes on with the same layers"


def test_training_that_diverges_leaves_an_infinite_loss(notebook):
    np.random.seed(0)
    network = notebook.make_network(1e6, 8)
    network.train(load_iris(), epochs=5)
    assert len(network.history["val_loss"]) == 5
    assert network.history["val_loss"][-1] == np.inf


@pytest.mark.parametrize(
    ("gradients", "said"), [({"W": np.ones((4, 3))}, "no gradient of this name"), ({"W": np.ones(3), "b": 1}, "shape")]
)
def test_a_gradient_that_does_not_fit_is_named(notebook, gradients, said):
    network = notebook.network_of((3, "softmax"))
    network.layers[0]._init_parameters((2, 4))
    network.layers[0].gradients = gradients
    with pytest.raises(ValueError, match=said):
        network.update(0)


def test_a_network_without_its_methods_says_so():
    with pytest.raises(NotImplementedError):
        Network([], None, Loss("a loss")).forward(np.ones((1, 1)))


def test_batches_are_shuffled_and_leave_no_example_out():
    X, Y = np.arange(7.0)[:, None], -np.arange(7.0)[:, None]
    parts = list(batches(X, Y, 3, np.random.default_rng(0)))
    assert [len(part) for part, _ in parts] == [3, 3, 1]
    together = np.concatenate([part for part, _ in parts]).ravel()
    assert sorted(together) == list(range(7)) != list(together)
    assert all((y == -x).all() for x, y in parts)
    with pytest.raises(ValueError, match="batch_size is 0"):
        next(batches(X, Y, 0, np.random.default_rng(0)))
