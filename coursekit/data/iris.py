"""Fisher's Iris data, which come with scikit-learn.

R. A. Fisher, *The use of multiple measurements in taxonomic problems* (1936): four measurements in cm of 150 flowers,
50 of each of three species. This is the complete set, so nothing has to be fetched.
"""

from typing import Any

import numpy as np

from coursekit.data.embedded import embedded_file

FEATURES = ("sepal length", "sepal width", "petal length", "petal width")
SPECIES = ("setosa", "versicolor", "virginica")
Array = np.ndarray


def load_iris() -> dict[str, Any]:
    """The flowers in a fixed random split: of each species 30 for training, 10 for validation, 10 for testing.

    Returns a dictionary: `X_train` (90, 4), `X_val` (30, 4), `X_test` (30, 4), float64 in cm, neither centred nor
    scaled; `Y_train`, `Y_val`, float64 one-hot (·, 3) (the test labels are held back); `features`, `species`: names.
    """
    X, y = _table()
    train, val, test = _split(y)
    one_hot = np.eye(len(SPECIES))[y]
    return {
        "X_train": X[train],
        "Y_train": one_hot[train],
        "X_val": X[val],
        "Y_val": one_hot[val],
        "X_test": X[test],
        "features": FEATURES,
        "species": SPECIES,
    }


def held_out_iris_labels() -> Array:
    """The one-hot labels of `X_test`, (30, 3), for checks. They are no secret, because the data are public."""
    _, y = _table()
    return np.eye(len(SPECIES))[y][_split(y)[2]]


def describe_iris(data: dict[str, Any]) -> str:
    """Two lines for people: the data's title, their sizes, and what is held back."""
    sizes = ", ".join(
        f"{len(data[key])} {purpose}"
        for key, purpose in (("X_train", "to train on"), ("X_val", "to validate"), ("X_test", "to test"))
    )
    return (
        f"Data: Fisher's Iris flowers, from scikit-learn: {len(data['features'])} measurements in cm, "
        f"{len(data['species'])} species.\n{sizes} (their labels are held back)."
    )


def _split(y: Array) -> tuple[Array, Array, Array]:
    """The indices for training, validation and testing, with equal numbers of every species in each."""
    order = np.random.RandomState(189).permutation(len(y))  # gives the same numbers in every version of NumPy
    by_species = [order[y[order] == species] for species in range(len(SPECIES))]
    cuts = [np.split(indices, [30, 40]) for indices in by_species]
    return tuple(np.concatenate(parts) for parts in zip(*cuts, strict=True))


def _table() -> tuple[Array, Array]:
    """The measurements (150, 4) and the species (150,), in the file's order."""
    # scikit-learn's own loader imports all of it, which takes over a second.
    if file := embedded_file("sklearn", "datasets/data/iris.csv"):
        table = np.loadtxt(file, delimiter=",", skiprows=1)
        return table[:, :-1], table[:, -1].astype(np.int64)
    from sklearn import datasets

    flowers = datasets.load_iris()
    return flowers.data, flowers.target.astype(np.int64)
