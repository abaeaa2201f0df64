"""The flowers: what is handed out and what is held back."""

import numpy as np

from coursekit.data import iris


def test_every_flower_is_in_one_part_and_every_part_has_the_species_alike():
    data = iris.load_iris()
    labels = [data["Y_train"], data["Y_val"], iris.held_out_iris_labels()]
    assert [Y.sum(axis=0).tolist() for Y in labels] == [[30.0] * 3, [10.0] * 3, [10.0] * 3]
    handed_out = np.concatenate([data[key] for key in ("X_train", "X_val", "X_test")])
    X, _ = iris._table()
    assert sorted(map(tuple, handed_out)) == sorted(map(tuple, X))
    assert "Y_test" not in data


def test_the_labels_belong_to_the_flowers():
    data = iris.load_iris()
    # Setosa alone has petals shorter than 2.5 cm.
    for X, Y in ((data["X_train"], data["Y_train"]), (data["X_test"], iris.held_out_iris_labels())):
        assert ((X[:, 2] < 2.5) == (Y[:, 0] == 1)).all()


def test_the_table_is_scikit_learns_own():
    from sklearn import datasets

    flowers = datasets.load_iris()
    X, y = iris._table()
    np.testing.assert_array_equal(X, flowers.data)
    np.testing.assert_array_equal(y, flowers.target)


def test_without_the_file_scikit_learn_is_asked(monkeypatch):
    expected = iris._table()
    monkeypatch.setattr(iris, "embedded_file", lambda library, path: None)
    for found, right in zip(iris._table(), expected, strict=True):
        np.testing.assert_array_equal(found, right)


def test_the_description_says_what_is_held_back():
    assert "90 to train on, 30 to validate, 30 to test (their labels are held back)" in iris.describe_iris(
        iris.load_iris()
    )
