"""Pictures of predictions: what they count and where they put it follows from what they are given."""

import numpy as np
from matplotlib.offsetbox import AnnotationBbox

from coursekit import pictures
from coursekit.pictures.palette import RED

NAMES = ["cat", "dog", "bird"]


def test_a_confusion_matrix_writes_each_count_into_its_row_and_column_and_names_the_most_frequent_mistakes():
    counts = np.array([[5, 2, 0], [0, 7, 4], [1, 0, 0]])
    picture = pictures.confusion(counts, NAMES)
    written = {tuple(reversed(text.get_position())): int(text.get_text()) for text in picture.figure.axes[0].texts}
    assert written == {index: count for index, count in np.ndenumerate(counts) if count}
    assert "19 images, 12 of which lie on its diagonal" in picture.alt
    assert "dog as bird (4), cat as dog (2), bird as cat (1)" in picture.alt
    assert "There are no mistakes." in pictures.confusion(np.diag([3, 1, 2]), NAMES).alt


def image_map(scores: np.ndarray, y: np.ndarray, **settings):
    return pictures.image_map(scores, np.random.default_rng(0).random((len(y), 12)), y, (4, 3), NAMES, **settings)


def frames(picture: pictures.Picture) -> dict[tuple[float, float], bool]:
    """Where the images are, and whether they are outlined as mistakes."""
    boxes = [artist for artist in picture.figure.axes[0].get_children() if isinstance(artist, AnnotationBbox)]
    red = {True: RED.lower(), False: "#d9d9d9"}
    found = {}
    for box in boxes:
        colour = "#" + "".join(f"{round(255 * part):02x}" for part in box.patch.get_edgecolor()[:3])
        assert colour in red.values()
        found[tuple(np.round(box.xy, 6))] = colour == red[True]
    return found


def test_an_image_map_outlines_the_mistakes_and_no_others():
    scores = np.random.default_rng(1).normal(size=(40, 3))
    y = scores.argmax(axis=1)
    y[[4, 9]] = (y[[4, 9]] + 1) % 3
    picture = image_map(scores, y)
    assert sum(frames(picture).values()) == 2
    assert "40 small images" in picture.alt and "2 of them are misread (5.0%)" in picture.alt
    assert len(frames(image_map(scores, y, count=25))) == 25


def test_an_image_map_does_not_depend_on_offsets_of_the_scores_and_keeps_far_classes_apart():
    numbers = np.random.default_rng(2)
    y = np.arange(30) % 3
    scores = 9.0 * np.eye(3)[y] + numbers.normal(size=(30, 3))
    places = frames(image_map(scores, y))
    assert frames(image_map(scores + numbers.normal(size=(30, 1)), y)).keys() == places.keys()
    far = np.array(list(places))
    assert np.ptp(far, axis=0).min() > 5


def test_captions_of_several_lines_get_the_space_that_they_need():
    pixels = np.ones((6, 12))
    one, three = (
        pictures.images(pixels, ["\n".join("abc"[:lines])] * 6, (4, 3), columns=3, alt="x") for lines in (1, 3)
    )
    rows = [picture.figure.axes[0].images[0].get_array().shape[0] for picture in (one, three)]
    assert rows == [2 * (4 + 2), 2 * (4 + 6)]


def test_the_curves_of_a_history_are_drawn_as_they_are_and_the_gap_is_named():
    history = {
        "train_loss": [2.0, 0.25],
        "val_loss": [2.1, 0.75],
        "train_accuracy": [0.3, 1.0],
        "val_accuracy": [0.2, 0.9],
    }
    picture = pictures.epoch_curves(history)
    for axes, what in zip(picture.figure.axes, ("loss", "accuracy"), strict=True):
        assert [line.get_ydata().tolist() for line in axes.lines] == [history[f"train_{what}"], history[f"val_{what}"]]
    assert [axes.get_title() for axes in picture.figure.axes] == ["gap at the end: 0.500", "gap at the end: 10.0%"]
    assert "accuracy from 30.0% to 100.0% in training and from 20.0% to 90.0% in validation" in picture.alt


def test_a_star_marks_the_best_epoch_of_a_history_that_names_one():
    history = {f"{purpose}_{what}": [0.5, 0.9, 0.7] for purpose in ("train", "val") for what in ("loss", "accuracy")}
    picture = pictures.epoch_curves({**history, "best_epoch": 2})
    for axes in picture.figure.axes:
        assert [line.get_xydata().tolist() for line in axes.lines if line.get_marker() == "*"] == [[[2, 0.9]]]
    assert picture.alt.endswith("A star marks epoch 2.")


def test_the_accuracies_of_designs_are_told_with_their_trainings():
    picture = pictures.accuracy_of_designs({"as designed": [0.9, 0.8], "no pooling": [0.5, 0.5]})
    assert "as designed 85.0% (90.0% and 80.0%); no pooling 50.0% (50.0% and 50.0%)" in picture.alt
    (axes,) = picture.figure.axes
    assert [list(line.get_xdata()) for line in axes.lines] == [[0.9, 0.8], [0.5, 0.5]]


def test_long_captions_get_wider_columns():
    pixels = np.ones((6, 12))
    short, long = (pictures.images(pixels, ["m" * length] * 6, (4, 3), columns=3, alt="x") for length in (10, 14))
    widths = [picture.figure.axes[0].images[0].get_array().shape[1] for picture in (short, long)]
    assert widths == [3 * (3 + 1), 3 * (3 + 2)]


def test_clouds_of_features_have_a_mark_for_each_image_by_class_and_tell_how_many_neighbours_are_alike():
    y = np.array([0, 0, 0, 1, 1, 1])
    apart = np.array([[0.0, 0.1], [0.2, 0.0], [0.1, 0.2], [5.0, 5.1], [5.2, 5.0], [5.1, 5.2]])
    mixed = np.array([[0.0, 0.0], [2.0, 2.1], [4.1, 4.0], [0.1, 0.0], [2.0, 2.0], [4.0, 4.0]])
    picture = pictures.feature_clouds({"apart": apart, "mixed": mixed}, y, ["cat", "dog"])
    assert "6 images along two main directions" in picture.alt and "apart 100%; mixed 0%." in picture.alt
    for axes in picture.figure.axes:
        assert [len(cloud.get_offsets()) for cloud in axes.collections] == [3, 3]
    first, second = (cloud.get_offsets()[:, 0] for cloud in picture.figure.axes[0].collections)
    assert first.max() < second.min() or second.max() < first.min()
