"""The flowers: what is handed out, what is held back, and in which batches; what is saved of a run; the pictures."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from coursekit import iris, iris_plots
from coursekit.picture import Picture
from coursekit.runs import save_run

# --- the data ----------------------------------------------------------------------------------------------------


def test_every_flower_is_in_one_part_and_every_part_has_the_species_alike():
    data = iris.load_iris()
    labels = [data["Y_train"], data["Y_val"], iris.held_out_labels()]
    assert [Y.sum(axis=0).tolist() for Y in labels] == [[30.0] * 3, [10.0] * 3, [10.0] * 3]
    handed_out = np.concatenate([data[key] for key in ("X_train", "X_val", "X_test")])
    X, _ = iris._table()
    assert sorted(map(tuple, handed_out)) == sorted(map(tuple, X))
    assert "Y_test" not in data


def test_the_labels_belong_to_the_flowers():
    data = iris.load_iris()
    # Setosa alone has petals shorter than 2.5 cm.
    for X, Y in ((data["X_train"], data["Y_train"]), (data["X_test"], iris.held_out_labels())):
        assert ((X[:, 2] < 2.5) == (Y[:, 0] == 1)).all()


def test_the_table_is_scikit_learns_own():
    from sklearn import datasets

    flowers = datasets.load_iris()
    X, y = iris._table()
    np.testing.assert_array_equal(X, flowers.data)
    np.testing.assert_array_equal(y, flowers.target)


def test_without_the_file_scikit_learn_is_asked(monkeypatch):
    expected = iris._table()
    monkeypatch.setattr(iris, "embedded_file", lambda name: None)
    for found, right in zip(iris._table(), expected, strict=True):
        np.testing.assert_array_equal(found, right)


def test_the_description_says_what_is_held_back():
    assert "90 to train on, 30 to validate, 30 to test (their labels are held back)" in iris.describe(iris.load_iris())


def test_batches_are_shuffled_and_leave_no_example_out():
    X, Y = np.arange(7.0)[:, None], -np.arange(7.0)[:, None]
    parts = list(iris.batches(X, Y, 3, np.random.default_rng(0)))
    assert [len(part) for part, _ in parts] == [3, 3, 1]
    together = np.concatenate([part for part, _ in parts]).ravel()
    assert sorted(together) == list(range(7)) != list(together)
    assert all((y == -x).all() for x, y in parts)
    with pytest.raises(ValueError, match="batch_size is 0"):
        next(iris.batches(X, Y, 0, np.random.default_rng(0)))


# --- saved runs --------------------------------------------------------------------------------------------------


def a_network() -> SimpleNamespace:
    layers = [SimpleNamespace(parameters={"W": np.ones((4, 2)), "b": np.zeros((1, 2))})]
    return SimpleNamespace(layers=layers, history={"train_loss": [1.0, 0.5], "val_loss": [1.1, 0.7]})


def test_a_run_is_saved_whole(tmp_path):
    place = save_run(a_network(), {"width": 2}, "iris", tmp_path)
    assert json.loads((place / "settings.json").read_text()) == {"width": 2}
    assert (place / "history.csv").read_text() == "epoch,train_loss,val_loss\n1,1,1.1\n2,0.5,0.7\n"
    with np.load(place / "parameters.npz") as saved:
        assert saved["0.W"].shape == (4, 2)
    assert (place / "losses.png").read_bytes().startswith(b"\x89PNG")


def test_no_run_is_overwritten(tmp_path):
    places = [save_run(a_network(), {"number": n}, "iris", tmp_path) for n in range(3)]
    assert [place.name for place in places] == ["iris", "iris-2", "iris-3"]
    assert [json.loads((place / "settings.json").read_text())["number"] for place in places] == [0, 1, 2]


@pytest.mark.parametrize("name", ["", "..", "a/b"])
def test_a_name_that_leads_elsewhere_is_refused(name, tmp_path):
    with pytest.raises(ValueError, match="cannot name a run"):
        save_run(a_network(), {}, name, tmp_path / "experiments")
    assert not any(tmp_path.iterdir())


# --- pictures ----------------------------------------------------------------------------------------------------


def softmax(Z):
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def by_petal_length(X):
    return softmax(np.column_stack([5 - X[:, 2], np.zeros(len(X)), 2 * X[:, 2] - 10]))


def every_picture() -> dict[str, Picture]:
    data = iris.load_iris()
    combinations, losses = [(0.01, 4), (0.1, 4), (0.1, 8)], [0.5, 0.25, float("inf")]
    return {
        "flowers": iris_plots.flowers(data),
        "softmax_curves": iris_plots.softmax_curves(softmax),
        "loss_of_probability": iris_plots.loss_of_probability(lambda Y, P: -(Y * np.log(P)).sum(), lambda Y, P: -Y / P),
        "gradient_norms": iris_plots.gradient_norms({"tanh": [0.1, 0.2], "ReLU": [0.3, 0.4]}),
        "loss_curves": iris_plots.loss_curves({"train_loss": [1.0, 0.5, 0.4], "val_loss": [1.1, 0.6, 0.7]}),
        "settings_grid": iris_plots.settings_grid(combinations, losses, 1),
        "decision_regions": iris_plots.decision_regions(by_petal_length, data),
        "loss_surface": iris_plots.loss_surface(lambda a, b: 0.1 + a * a + b * b),
    }


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("flowers", "90 flowers of three species"),
        ("softmax_curves", "from 0.00067 to 0.99"),
        ("loss_of_probability", "falls from 3.9 at 0.02"),
        ("gradient_norms", "ReLU: 3.0e-01 in the first layer, 4.0e-01 in the last"),
        ("loss_curves", "its lowest value, 0.600, is in epoch 2"),
        ("settings_grid", "0.1 and 8: diverged. Chosen: 0.1 and 4"),
        ("decision_regions", "Of 30 validation flowers it mistakes"),
        ("loss_surface", "After training it is 0.1"),
    ],
)
def test_each_picture_says_what_it_shows(name, said):
    picture = every_picture()[name]
    assert picture.png.startswith(b"\x89PNG")
    assert said in picture.alt


def test_a_training_that_diverged_at_once_has_a_picture():
    picture = iris_plots.loss_curves({"train_loss": [np.inf], "val_loss": [np.inf]})
    assert "diverged" in picture.alt


def test_a_table_of_losses_that_all_diverged_has_a_picture():
    picture = iris_plots.settings_grid([(1.0, 4), (2.0, 4)], [np.inf, np.inf], 0)
    assert "1 and 4: diverged" in picture.alt
