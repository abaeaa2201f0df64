"""The Solver: its update rules against their formulas, what it keeps, what it says of a model that cannot work."""

import copy
from itertools import pairwise

import numpy as np
import pytest

from coursekit.training.solver import Solver, adam, sgd, sgd_momentum
from helpers.in_a_notebook import run_cells


class Logistic:
    """Softmax regression, the smallest model with the Solver's interface."""

    def __init__(self, inputs: int = 3, classes: int = 3) -> None:
        self.params = {"W": np.zeros((inputs, classes)), "b": np.zeros(classes)}

    def loss(self, X, y=None):
        scores = X @ self.params["W"] + self.params["b"]
        if y is None:
            return scores
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        rows = np.arange(len(y))
        loss = -np.log(np.maximum(p[rows, y], 1e-300)).mean()
        p[rows, y] -= 1
        return loss, {"W": X.T @ p / len(y), "b": p.sum(axis=0) / len(y)}


def three_clouds(count: int = 90) -> dict:
    """Three classes around the corners of a triangle, a third of them for validation."""
    numbers = np.random.default_rng(0)
    y = numbers.integers(0, 3, count)
    X = 2 * np.eye(3)[y] + 0.3 * numbers.normal(size=(count, 3))
    cut = 2 * count // 3
    return {"X_train": X[:cut], "y_train": y[:cut], "X_val": X[cut:], "y_val": y[cut:]}


def trained(model=None, data=None, **settings) -> Solver:
    solver = Solver(model or Logistic(), data or three_clouds(), **{"verbose": False, **settings})
    solver.train()
    return solver


# --- update rules ------------------------------------------------------------------------------------------------


def test_sgd_goes_against_the_gradient():
    w, _ = sgd(np.array([1.0, -2.0]), np.array([0.5, 1.0]), {"learning_rate": 0.1})
    np.testing.assert_allclose(w, [0.95, -2.1])


def test_momentum_remembers_its_velocity():
    config: dict = {"learning_rate": 0.1, "momentum": 0.5}
    w = np.array([1.0])
    for expected in (1.0 - 0.2, 0.8 - 0.3, 0.5 - 0.35):
        w, config = sgd_momentum(w, np.array([2.0]), config)
        np.testing.assert_allclose(w, [expected])


def test_adam_agrees_with_its_algorithm_step_by_step():
    numbers = np.random.default_rng(1)
    w = expected = numbers.normal(size=(2, 3))
    m = v = np.zeros((2, 3))
    config: dict = {"learning_rate": 0.02}
    for t in range(1, 6):
        g = numbers.normal(size=(2, 3))
        w, config = adam(w, g, config)
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        expected = expected - 0.02 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        np.testing.assert_allclose(w, expected, rtol=1e-12)


@pytest.mark.parametrize("rule", [sgd, sgd_momentum, adam])
def test_an_update_leaves_the_parameter_and_the_gradient_as_they_were(rule):
    w, dw = np.ones(3), np.arange(3.0)
    rule(w, dw, {})
    assert w.tolist() == [1, 1, 1] and dw.tolist() == [0, 1, 2]


# --- training ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ["sgd", "sgd_momentum", "adam"])
def test_it_learns(rule):
    solver = trained(update_rule=rule, optim_config={"learning_rate": 0.1}, num_epochs=15, batch_size=20)
    assert solver.best_val_acc > 0.95
    assert np.mean(solver.loss_history[-3:]) < 0.5 * solver.loss_history[0]


def test_an_epoch_goes_once_through_all_examples_in_a_new_order():
    class Counting(Logistic):
        seen: list

        def loss(self, X, y=None):
            if y is not None:
                self.seen.append(X)
            return super().loss(X, y)

    model = Counting()
    model.seen = []
    data = three_clouds(75)
    solver = trained(model, data, batch_size=20, num_epochs=2)
    assert [len(batch) for batch in model.seen] == [20, 20, 10] * 2
    first, second = np.concatenate(model.seen[:3]), np.concatenate(model.seen[3:])
    assert sorted(map(bytes, first)) == sorted(map(bytes, second)) == sorted(map(bytes, data["X_train"]))
    assert first.tobytes() != second.tobytes()
    assert len(solver.loss_history) == 6
    assert len(solver.train_acc_history) == len(solver.val_acc_history) == 3


def test_the_same_seed_gives_the_same_training_and_another_another():
    runs = [trained(seed=seed, batch_size=10).loss_history for seed in (1, 1, 2)]
    assert runs[0] == runs[1] != runs[2]


def test_the_model_ends_with_the_parameters_of_the_best_epoch_not_the_last():
    class Spoiling(Logistic):
        """Learns for 30 batches, then has gradients that ruin it, and updates its arrays in place as well."""

        steps = 0

        def loss(self, X, y=None):
            result = super().loss(X, y)
            if y is None:
                return result
            self.steps += 1
            if self.steps > 30:
                self.params["W"] -= 5.0
                return 1.0, {name: -20 * dw for name, dw in result[1].items()}
            return result

    data = three_clouds()
    model = Spoiling()
    solver = trained(model, data, optim_config={"learning_rate": 0.3}, num_epochs=12, batch_size=10)
    assert solver.val_acc_history[-1] < solver.best_val_acc == max(solver.val_acc_history)
    assert solver.val_acc_history[solver.best_epoch] == solver.best_val_acc
    assert solver.check_accuracy(data["X_val"], data["y_val"]) == solver.best_val_acc
    kept = copy.deepcopy(solver.best_params)
    model.params["W"] += 1.0
    assert all((kept[name] == solver.best_params[name]).all() for name in kept), "copies, not the model's own arrays"


def test_the_learning_rate_decays_once_an_epoch():
    """Gradients of constant size: the way that a parameter goes in an epoch is the learning rate of that epoch."""

    class Constant(Logistic):
        def loss(self, X, y=None):
            result = super().loss(X, y)
            self.track = [*getattr(self, "track", []), self.params["b"][0]] if y is not None else self.track
            return result if y is None else (1.0, {"W": np.zeros((3, 3)), "b": np.ones(3)})

    model = Constant()
    model.track = []
    trained(model, optim_config={"learning_rate": 0.5}, lr_decay=0.1, batch_size=60, num_epochs=3)
    np.testing.assert_allclose([b - a for a, b in pairwise(model.track)], [-0.5, -0.05])


def test_accuracy_is_measured_on_as_many_as_asked_and_in_batches():
    solver = Solver(Logistic(), three_clouds(), verbose=False)
    solver.model.params["W"] = np.eye(3)
    X, y = np.eye(3)[[0, 1, 2, 0]], np.array([0, 1, 0, 0])
    assert solver.check_accuracy(X, y) == solver.check_accuracy(X, y, batch_size=3) == 0.75
    assert solver.check_accuracy(X, y, num_samples=2) == 1.0


def test_a_bias_gradient_of_shape_1_n_trains_as_one_of_shape_n_does():
    class Wide(Logistic):
        def loss(self, X, y=None):
            result = super().loss(X, y)
            return result if y is None else (result[0], {**result[1], "b": result[1]["b"][None, :]})

    wide, flat = trained(Wide()), trained(Logistic())
    assert wide.loss_history == flat.loss_history
    assert wide.model.params["b"].shape == (3,)


def test_gradients_that_no_parameter_has_are_left_alone():
    class Extra(Logistic):
        def loss(self, X, y=None):
            result = super().loss(X, y)
            return result if y is None else (result[0], {**result[1], "X": X})

    assert trained(Extra()).loss_history == trained(Logistic()).loss_history


# --- what cannot work --------------------------------------------------------------------------------------------


def broken(change) -> type[Logistic]:
    class Broken(Logistic):
        def loss(self, X, y=None):
            return change(super().loss(X, y), y)

    return Broken


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda r, y: r if y is None else (r[0], {"W": r[1]["W"]}), "no gradient for the parameter 'b'"),
        (
            lambda r, y: r if y is None else (r[0], {**r[1], "b": np.ones((60, 3))}),
            r"gradient of 'b' has shape \(60, 3\)",
        ),
        (
            lambda r, y: r if y is None else (r[0], {**r[1], "W": r[1]["W"].ravel()}),
            r"gradient of 'W' has shape \(9,\)",
        ),
        (lambda r, y: r if y is None else (float("nan"), r[1]), "loss became nan in epoch 1: try a smaller learning"),
        (lambda r, y: (r, {}) if y is None else r, "must return the scores, an array .* it returned a tuple"),
        (
            lambda r, y: r.argmax(axis=1) if y is None else r,
            r"it returned a ndarray\(30,\)|it returned a ndarray\(60,\)",
        ),
    ],
)
def test_a_model_that_cannot_be_trained_is_told_why(change, message):
    with pytest.raises(ValueError, match=message):
        trained(broken(change)(), batch_size=60)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"update_rule": "magic"}, "no update rule 'magic'; known are sgd, sgd_momentum, adam"),
        ({"batch_size": 0}, "batch_size is 0; it must be at least 1"),
        ({"print_every": 0}, "print_every is 0"),
    ],
)
def test_impossible_settings_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        Solver(Logistic(), three_clouds(), **settings)


def test_data_that_lack_something_are_refused():
    data = three_clouds()
    with pytest.raises(ValueError, match="The data have no 'y_val'"):
        Solver(Logistic(), {key: value for key, value in data.items() if key != "y_val"})
    with pytest.raises(ValueError, match="another number of labels than of examples"):
        Solver(Logistic(), {**data, "y_train": data["y_train"][1:]})


# --- what it prints ----------------------------------------------------------------------------------------------


def test_it_prints_a_line_every_few_epochs_and_the_last(capsys):
    trained(verbose=True, num_epochs=5, print_every=2)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == ["epoch   2 of 5", "epoch   4 of 5", "epoch   5 of 5"]
    assert "accuracy" in lines[0] and "in validation" in lines[0]
    trained(verbose=False)
    assert capsys.readouterr() == ("", "")


SLOW = """
import time, numpy as np
from coursekit.training.solver import Solver
class Slow:
    params = {"W": np.zeros((2, 2))}
    def loss(self, X, y=None):
        if y is None:
            return X @ self.params["W"]
        time.sleep(0.3)
        return 1.0, {"W": np.zeros((2, 2))}
X, y = np.ones((8, 2)), np.zeros(8, dtype=int)
data = {"X_train": X, "y_train": y, "X_val": X, "y_val": y}
Solver(Slow(), data, batch_size=2, num_epochs=4, print_every=4).train()
"""


def test_what_stays_in_a_notebook_has_no_times_in_it():
    """Training that is slow enough to show its estimate: two runs leave the same outputs, and no estimate."""
    [first], [second] = run_cells(SLOW), run_cells(SLOW)
    assert first == second
    assert "Training for 4 epochs." in str(first) and "left" not in str(first)
    assert "epoch   4 of 4" in str(first)
