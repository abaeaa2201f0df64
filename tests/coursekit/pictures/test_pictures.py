"""The pictures: what they draw comes from what they are given, and their words say what there is to see."""

from io import BytesIO
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from coursekit import pictures
from coursekit.pictures import Picture

Array = np.ndarray


def softmax_loss(x: Array, y: Array) -> tuple[float, Array]:
    log_p = x - np.logaddexp.reduce(x, axis=1, keepdims=True)
    rows = np.arange(len(y))
    return -log_p[rows, y].mean(), (np.exp(log_p) - np.eye(x.shape[1])[y]) / len(y)


def a_training() -> SimpleNamespace:
    return SimpleNamespace(
        loss_history=list(np.linspace(2.3, 0.2, 60)),
        train_acc_history=[0.1, 0.6, 0.9, 0.95, 0.97, 0.99],
        val_acc_history=[0.1, 0.5, 0.8, 0.92, 0.9, 0.88],
        best_epoch=3,
        best_val_acc=0.92,
    )


def a_history() -> dict[str, list[float]]:
    return {
        "train_loss": [1.5, 0.5, 0.2],
        "train_accuracy": [0.6, 0.9, 0.99],
        "val_loss": [1.4, 0.6, 0.4],
        "val_accuracy": [0.55, 0.85, 0.9],
    }


def a_data_set() -> dict:
    numbers = np.random.default_rng(0)
    images = {"X_train": numbers.random((30, 12)), "y_train": np.arange(30) % 10, "image_shape": (4, 3)}
    return images | {"name": "digits", "num_classes": 10, "class_names": tuple("0123456789")}


def every_picture() -> dict[str, Picture]:
    numbers = np.random.default_rng(1)
    x, y = numbers.normal(size=(3, 4)), np.array([3, 0, 1])
    data = a_data_set()
    scores = numbers.normal(size=(30, 10))
    return {
        "plane_map": pictures.plane_map(lambda points: points + 1, title="x + 1", finding="It moves."),
        "activation": pictures.activation(np.tanh, lambda x: 1 - np.tanh(x) ** 2, name="tanh"),
        "slopes": pictures.slopes({"tanh": (np.tanh, lambda x: 1 - np.tanh(x) ** 2), "x": (np.copy, np.ones_like)}),
        "operation_counts": pictures.operation_counts(
            [2, 4], {"forward": [10, 60], "reverse": [5, 15]}, size="number of inputs"
        ),
        "jacobian": pictures.jacobian(np.eye(3), name="the identity"),
        "layer_chain": pictures.layer_chain([("X", "(N, D)"), ("fc", "(N, M)")], alt="X, then fc."),
        "step_curve": pictures.step_curve(lambda x: softmax_loss(x, y)[0], softmax_loss(x, y)[1], x),
        "shift_curve": pictures.shift_curve(lambda x, y: softmax_loss(x, y)[0]),
        "training_curves": pictures.training_curves(a_training()),
        "accuracy_by_size": pictures.accuracy_by_size({8: 0.9, 32: 0.95}, validation_examples=300),
        "accuracy_of_designs": pictures.accuracy_of_designs({"all": [0.9, 0.8], "no pooling": [0.5]}),
        "examples": pictures.examples(data, count=12),
        "mistakes": pictures.mistakes(scores, data["X_train"], data["y_train"], (4, 3)),
        "epoch_curves": pictures.epoch_curves(a_history()),
        "confusion": pictures.confusion(np.diag([5, 0, 7]) + np.eye(3, k=1, dtype=int), ["T-shirt", "bag", "coat"]),
        "image_map": pictures.image_map(scores, data["X_train"], data["y_train"], (4, 3), [str(k) for k in range(10)]),
        "first_layer": pictures.first_layer(numbers.normal(size=(12, 7)), (4, 3)),
    }


def test_every_picture_is_a_png_with_words_and_the_same_bytes_each_time():
    first, second = every_picture(), every_picture()
    for name, picture in first.items():
        assert isinstance(picture, Picture), name
        assert len(picture.alt.split()) >= 3, name
        assert picture.png == second[name].png, f"{name}: two drawings differ"
        image = Image.open(BytesIO(picture.png))
        assert image.format == "PNG" and 200 < image.width < 1300, name
        assert len(np.unique(np.asarray(image.convert("L")))) > 10, f"{name}: an empty image"


def test_a_plane_map_draws_what_the_layer_does():
    still = pictures.plane_map(lambda points: points, title="x", finding="Nothing moves.")
    left, right = still.figure.axes
    assert [c.get_segments()[0].tolist() for c in left.collections] == [
        c.get_segments()[0].tolist() for c in right.collections
    ]
    moved = pictures.plane_map(
        lambda points: points @ np.diag([2.0, 3.0]) + 1, title="x", finding="Grows."
    ).figure.axes[1]
    corners = np.concatenate([line for c in moved.collections for line in c.get_segments()])
    assert corners.min(axis=0).tolist() == [-1, -2] and corners.max(axis=0).tolist() == [3, 4]


def test_the_jacobians_words_tell_a_diagonal_from_a_full_one():
    assert (
        "2 of 9 entries are not zero, all of them on the diagonal"
        in pictures.jacobian(np.diag([1, 0, 1]), name="f").alt
    )
    assert "some of them off the diagonal" in pictures.jacobian(np.ones((2, 3)), name="f").alt


def test_the_activation_is_sampled_away_from_zero_and_its_ends_are_told():
    seen: list[Array] = []

    def relu(x):
        seen.append(x)
        return np.maximum(x, 0)

    picture = pictures.activation(relu, lambda x: (x > 0) * 1.0, name="ReLU")
    assert "from 0 at -3 to 3 at 3" in picture.alt and "0 at -3 and 1 at 3" in picture.alt
    assert all((x != 0).all() for x in seen)


def test_slopes_and_costs_are_told_in_words():
    alt = pictures.slopes({"tanh": (np.tanh, lambda x: 1 - np.tanh(x) ** 2), "x": (np.copy, np.ones_like)}).alt
    assert "tanh: from 0.00134 at x = -4 to 0.00134 at 4, at most 1" in alt and "x: from 1" in alt
    alt = pictures.operation_counts([2, 4], {"forward": [10, 60], "reverse": [5, 15]}, size="number of inputs").alt
    assert "the number of inputs, from 2 to 4. forward: from 10 to 60; reverse: from 5 to 15." in alt


def test_the_step_curve_finds_the_v_and_a_wrong_gradient_has_none():
    x, y = 2 * np.random.default_rng(4).normal(size=(4, 3)), np.array([2, 0, 1, 1])
    gradient = softmax_loss(x, y)[1]
    picture = pictures.step_curve(lambda x: softmax_loss(x, y)[0], gradient, x)
    one_sided, central = (picture.figure.axes[0].lines[k].get_ydata() for k in (0, 2))
    assert central.min() < 1e-8 < one_sided.min() < 1e-6
    assert central[0] > 1e3 * central.min() < central[-1], "it rises on both sides"
    wrong = pictures.step_curve(lambda x: softmax_loss(x, y)[0], 2 * gradient, x)
    assert wrong.figure.axes[0].lines[2].get_ydata().min() > 0.1
    assert "do best at a step near 1e-8" in picture.alt and "not two clean Vs" in wrong.alt


def test_the_shift_curve_says_whether_the_loss_survives():
    def textbook(x, y):
        p = np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)
        return -np.log(p[np.arange(len(y)), y]).mean()

    assert "stays the same for every c" in pictures.shift_curve(lambda x, y: softmax_loss(x, y)[0]).alt
    assert "is finite for" in pictures.shift_curve(textbook).alt
    assert "stays the same" not in pictures.shift_curve(lambda x, y: float(x.sum())).alt


def test_training_curves_mark_the_best_epoch():
    picture = pictures.training_curves(a_training())
    assert "92.0%, is reached at epoch 3" in picture.alt and "99.0% in training and 88.0% in validation" in picture.alt
    star = next(line for line in picture.figure.axes[1].lines if line.get_marker() == "*")
    assert (list(star.get_xdata()), list(star.get_ydata())) == ([3], [0.92])


def test_accuracies_are_listed_by_size_with_the_best():
    alt = pictures.accuracy_by_size({64: 0.95, 8: 0.9, 16: 0.97}, validation_examples=300).alt
    assert "90.0% with 8, 97.0% with 16, 95.0% with 64. Best: 16 units" in alt


def test_mistakes_are_the_most_confident_ones_first():
    scores = np.array([[0.0, 5.0, 1.0], [9.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 3.0]])
    picture = pictures.mistakes(scores, np.eye(4), np.array([0, 0, 2, 0]), (2, 2), count=2)
    assert "3 of 4 images are misread" in picture.alt
    assert picture.alt.endswith("0 → 1, 0 → 2.")
    assert (
        "all 4 images are classified correctly"
        in pictures.mistakes(scores, np.eye(4), np.array([1, 0, 1, 2]), (2, 2)).alt
    )


def test_images_keep_their_pixels_in_the_mosaic_and_their_order():
    pixels = np.arange(1.0, 13.0).reshape(2, 6) / 12
    axes = pictures.images(pixels, ["a", "b"], (3, 2), alt="Two ramps.").figure.axes[0]
    mosaic = np.asarray(axes.images[0].get_array().filled(np.nan))
    shown = mosaic[~np.isnan(mosaic)]
    assert shown.size == 12
    np.testing.assert_allclose(mosaic[2:5, 0:2], pixels[0].reshape(3, 2) / pixels[0].max())
    assert [text.get_text() for text in axes.texts] == ["a", "b"]
    with pytest.raises(ValueError, match="no images"):
        pictures.images(np.zeros((0, 6)), [], (3, 2), alt="Nothing.")


def test_images_in_colour_keep_their_colours_and_are_opaque():
    pixels = np.linspace(0, 1, 36).reshape(2, 18)
    axes = pictures.images(pixels, ["a", "b"], (3, 3, 2), alt="Two ramps.").figure.axes[0]
    mosaic = np.asarray(axes.images[0].get_array())
    np.testing.assert_allclose(mosaic[2:5, 0:2, :3], pixels[0].reshape(3, 3, 2).transpose(1, 2, 0))
    assert (mosaic[..., 3] == 1).sum() == 12 and (mosaic[..., 3] == 0).sum() == mosaic[..., 3].size - 12
    weights = pictures.images(np.array([[-2.0, 0, 4]]), ["unit 0"], (3, 1, 1), alt="A unit.", signed=True)
    np.testing.assert_allclose(np.asarray(weights.figure.axes[0].images[0].get_array())[2, 0], [0.25, 0.5, 1, 1])


def test_examples_have_the_names_of_their_classes():
    assert "pixels, handwritten digits, with their labels above: 0, 1, 2" in pictures.examples(a_data_set(), 3).alt
    names = {"name": "crops", "class_names": ("cat", "coffee", "bricks"), "image_shape": (3, 2, 2)}
    assert pictures.examples(a_data_set() | names, 3).alt == (
        "3 training images of 2 by 2 pixels in colour, with their labels above: cat, coffee, bricks."
    )


def test_an_image_of_zeros_is_drawn():
    axes = pictures.images(np.zeros((1, 6)), ["0"], (3, 2), alt="Nothing in it.").figure.axes[0]
    assert np.nanmax(axes.images[0].get_array().filled(np.nan)) == 0


def test_the_weights_shown_first_are_the_largest():
    W1 = np.zeros((4, 3))
    W1[:, 1], W1[:, 2] = 2.0, 5.0
    axes = pictures.first_layer(W1, (2, 2), count=2).figure.axes[0]
    assert [text.get_text() for text in axes.texts] == ["unit 2", "unit 1"]


def test_accuracies_by_two_sizes_are_lines_with_the_best_marked():
    results = {5: {32: 0.9, 8: 0.8}, 3: {8: 0.85, 32: 0.97}}
    picture = pictures.accuracy_by_two_sizes(results, ("filter size", "hidden units"), validation_examples=300)
    assert "filter size 3: 85.0% with 8, 97.0% with 32; filter size 5: 80.0% with 8, 90.0% with 32." in picture.alt
    assert picture.alt.endswith("Best: filter size 3, hidden units 32.")
    star = next(line for line in picture.figure.axes[0].lines if line.get_marker() == "*")
    assert (list(star.get_xdata()), list(star.get_ydata())) == ([32], [0.97])
    labels = [text.get_text() for text in picture.figure.axes[0].get_legend().get_texts()]
    assert {"filter size 3", "filter size 5"} < set(labels)
