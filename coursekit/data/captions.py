"""Pictures with sentences that describe them: pairs of digits, and Flickr8k or COCO's captioning files where they are.

A notebook gets them with `load_captions()`: pairs of scikit-learn's digits, which need no download, unless the
environment variable DLBH_DATASET says `flickr8k` or `coco_captioning`. `describe_captions` says which set it is. All
three have the format of COCO's captioning files as Stanford's CS231n publishes them, so one model reads any of them.

A sentence is a row of whole numbers, the words' places in the vocabulary: <START>, the words, <END>, and <NULL> up to
the length of the longest row.
"""

import os
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import product
from typing import Any

import numpy as np

from coursekit.data.caption_files import SPECIAL, load_coco, load_flickr8k
from coursekit.data.digits import read_digits
from coursekit.data.registry import DataError, registry

Array = np.ndarray

CAPTION_SETS = ("digit_pairs", "flickr8k", "coco_captioning")
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
PLACES = ("left of", "above")
NULL, START, END, _ = SPECIAL
PAIRS = {"train": 6000, "val": 500, "test": 500}
SIDE = 20  # pixels of a picture of two digits of 8×8
DIRECTIONS = 8
AT_ONCE = 250  # pictures


def load_captions(dataset: str | None = None) -> dict[str, Any]:
    """Pictures, their features and their captions, in a fixed split.

    dataset: "digit_pairs", "flickr8k" or "coco_captioning"; None: the environment variable DLBH_DATASET decides, else
        digit_pairs. If another set is asked for but is not there, it is digit_pairs, and `data["note"]` says so.

    Returns a dictionary: `word_to_idx` {word: int}, `idx_to_word` (a list of words); and for each split, train and val,
    `train_features` (M, D) floats, a row per picture; `train_captions` (N, T) int64, a row per sentence;
    `train_image_idxs` (N,) int64, each sentence's picture; `train_images`, the M pictures: an array (M, height, width)
    from 0 (white) to 1, or a list of paths, or of web addresses. `test_features` and `test_images`, whose captions are
    held back (COCO's files have none). `name`, `title`, `note`. Raises `DataError` for an unknown set or damaged files.
    """
    dataset = dataset or os.environ.get("DLBH_DATASET") or "digit_pairs"
    if dataset not in CAPTION_SETS:
        known = " or ".join(CAPTION_SETS)
        raise DataError(f"There are no captions {dataset!r}: set DLBH_DATASET to {known}, or leave it unset.")
    if dataset == "digit_pairs":
        return load_digit_pairs()
    found = {"flickr8k": load_flickr8k, "coco_captioning": load_coco}[dataset]()
    if found is None:
        missing = (
            f"{dataset} was asked for, but it has not been fetched, so these are pairs of digits: run "
            f"`{registry()[dataset].command}`, or set DLBH_DATA to the folder that holds `{dataset}`."
        )
        return {**load_digit_pairs(), "note": missing}
    return found


def load_digit_pairs() -> dict[str, Any]:
    """Pairs of scikit-learn's digits, "a seven left of a three" or "a seven above a three"; see `load_captions`.

    Pictures are 20×20 pixels. The three splits show different handwritten digits, those of the splits of `load_images`.
    The 800 features of a picture say how strongly edges of eight directions run through each square of 2×2 pixels; they
    are 0 on average over the first 2,000 training pictures, with a standard deviation of 1 over all of them together.
    """
    words = _words()
    data: dict[str, Any] = {
        "name": "digit_pairs",
        "title": "pairs of scikit-learn's digits, with sentences made by a rule (embedded; not photographs)",
        "note": "",
        "word_to_idx": {word: place for place, word in enumerate(words)},
        "idx_to_word": words,
    }
    digits = read_digits()
    for split, images in (("train", digits.train[0]), ("val", digits.val[0]), ("test", digits.test_images)):
        data[f"{split}_images"] = _pictures(images, split)
        data[f"{split}_features"] = _standardized(_strengths(images, split))
    for split, labels in (("train", digits.train[1]), ("val", digits.val[1])):
        data[f"{split}_captions"] = _sentences(labels, split, data["word_to_idx"])
        data[f"{split}_image_idxs"] = np.arange(PAIRS[split])
    return data


def pair_features(pictures: Array) -> Array:
    """The features of pictures of 20×20 pixels, (N, 800), as `load_digit_pairs` computes them."""
    return _standardized(edge_strengths(pictures))


def _standardized(strengths: Array) -> Array:
    """Edge strengths as features. The array itself is changed: a second one of this size takes long to get."""
    mean, size = _of_the_training_pictures()
    strengths -= mean
    strengths /= size
    return strengths


@cache
def _of_the_training_pictures() -> tuple[Array, float]:
    """The mean of each edge strength, and the standard deviation of all, in the first training pictures."""
    strengths = _strengths(read_digits().train[0], "train", 2000)
    return strengths.mean(axis=0), float((strengths - strengths.mean(axis=0)).std())


def held_out_captions() -> Array:
    """The captions (500, T) int64 of the test pictures of `load_digit_pairs`, for graders.

    The digits are public, so these are no secret; a score is honest because the examiner computes it from the trained
    parameters alone.
    """
    return _sentences(read_digits().test_labels(), "test", {word: place for place, word in enumerate(_words())})


def edge_strengths(pictures: Array) -> Array:
    """How strongly edges of eight directions run through each square of 2×2 pixels.

    pictures: (N, height, width), even sizes. Returns (N, 8 · height/2 · width/2). The slope of the brightness in each
    pixel is taken along eight directions; negative slopes count as 0. (The idea of N. Dalal and B. Triggs, *Histograms
    of oriented gradients for human detection*, 2005, without their normalization.)
    """
    if len(pictures) > AT_ONCE:  # whose arrays fit into a processor's cache
        parts = [pictures[start : start + AT_ONCE] for start in range(0, len(pictures), AT_ONCE)]
        return np.concatenate([edge_strengths(part) for part in parts])
    count, height, width = pictures.shape
    framed = np.pad(pictures, ((0, 0), (1, 1), (1, 1)))
    down, right = framed[:, 2:, 1:-1] - framed[:, :-2, 1:-1], framed[:, 1:-1, 2:] - framed[:, 1:-1, :-2]
    strengths = np.empty((count, DIRECTIONS, height // 2, width // 2))
    for half, angle in enumerate(2 * np.pi * np.arange(DIRECTIONS // 2) / DIRECTIONS):
        slope = np.cos(angle) * right + np.sin(angle) * down
        strengths[:, half] = _mean_of_squares(np.maximum(slope, 0))
        strengths[:, half + DIRECTIONS // 2] = _mean_of_squares(np.maximum(-slope, 0))  # the opposite direction
    return strengths.reshape(count, -1)


def _mean_of_squares(maps: Array) -> Array:
    """The mean of each square of 2×2 entries: (N, height, width) to (N, height/2, width/2)."""
    rows = maps[:, ::2] + maps[:, 1::2]
    return (rows[:, :, ::2] + rows[:, :, 1::2]) / 4


def describe_captions(data: Mapping[str, Any]) -> str:
    """Two or three lines for people: the set's title, its sizes, and the note if there is one."""
    held_back = f", {len(data['test_features']):,} to test" if "test_features" in data else ""
    lines = [
        f"Data: {data['title']}.",
        f"{len(data['train_captions']):,} sentences of {len(data['train_features']):,} pictures to train on, "
        f"{len(data['val_captions']):,} of {len(data['val_features']):,} to validate{held_back}; "
        f"{len(data['word_to_idx'])} words.",
    ]
    return "\n".join(lines + [data["note"]] * bool(data["note"]))


def decode_captions(captions: Array, idx_to_word: Sequence[str]) -> list[str]:
    """Sentences in words: each row up to <END>, without <NULL>.

    captions: integers (N, T), or (T,) for one sentence, which is then a list of one.
    """
    sentences = []
    for row in np.atleast_2d(captions):
        words = [idx_to_word[place] for place in row]
        words = words[: words.index(END)] if END in words else words
        sentences.append(" ".join(word for word in words if word != NULL))
    return sentences


def sample_minibatch(
    data: Mapping[str, Any], batch_size: int = 100, split: str = "train", *, seed: int = 0
) -> tuple[Array, Array, list[Any]]:
    """Randomly drawn sentences of a split, "train" or "val", with the features of their pictures and the pictures.

    Returns (captions, features, images): (n, T) int64, (n, D), and n arrays, paths or addresses; n is batch_size, or
    the number of sentences if there are fewer.
    """
    captions, features, images = (data[f"{split}_{part}"] for part in ("captions", "features", "images"))
    chosen = np.random.RandomState(seed).permutation(len(captions))[:batch_size]
    shown = data[f"{split}_image_idxs"][chosen]
    return captions[chosen], features[shown], [images[place] for place in shown]


# ------------------------------------------------------------------------------------------------- pairs of digits


def _words() -> list[str]:
    return [*SPECIAL, "a", "an", *" ".join(PLACES).split(), *DIGITS]


def _strengths(images: Array, split: str, most: int | None = None) -> Array:
    """What `edge_strengths` finds in the first `most` pictures of a split; images: of single digits, (M, 64).

    In a picture, the edges of one digit end before those of the other begin, so it looks at each digit only once.
    """
    first, second, place = (drawn[:most] for drawn in _drawn(split, len(images)))
    digits = np.pad(images.reshape(-1, 8, 8), ((0, 0), (2, 2), (2, 2)))
    squares = edge_strengths(digits).reshape(-1, DIRECTIONS, 6, 6)  # of 2×2 pixels; the outer ones lie around the digit
    strengths = np.zeros((len(place), DIRECTIONS, SIDE // 2, SIDE // 2))
    left, above = np.flatnonzero(place == 0), np.flatnonzero(place == 1)
    near, middle, far = slice(0, 5), slice(2, 8), slice(5, 10)  # a picture's border cuts off what lies around
    strengths[left, :, middle, near] = squares[first[left], :, :, 1:]
    strengths[left, :, middle, far] = squares[second[left], :, :, :5]
    strengths[above, :, near, middle] = squares[first[above], :, 1:]
    strengths[above, :, far, middle] = squares[second[above], :, :5]
    return strengths.reshape(len(place), -1)


def _drawn(split: str, count: int) -> tuple[Array, Array, Array]:
    """Which two of `count` digits each picture of a split shows, and how: three arrays of integers."""
    numbers = np.random.RandomState({"train": 4, "val": 44, "test": 444}[split])  # the same in every version of NumPy
    first, second = numbers.randint(count, size=(2, PAIRS[split]))
    return first, second, numbers.randint(len(PLACES), size=PAIRS[split])


def _pictures(images: Array, split: str) -> Array:
    """The pictures of a split, (N, 20, 20), made of its images of single digits, (M, 64)."""
    digits = images.reshape(-1, 8, 8)
    first, second, place = _drawn(split, len(digits))
    pictures = np.zeros((len(place), SIDE, SIDE))
    left, above = np.flatnonzero(place == 0), np.flatnonzero(place == 1)
    near, middle, far = slice(0, 8), slice(6, 14), slice(12, 20)
    pictures[left, middle, near], pictures[left, middle, far] = digits[first[left]], digits[second[left]]
    pictures[above, near, middle], pictures[above, far, middle] = digits[first[above]], digits[second[above]]
    return pictures


def _sentences(labels: Array, split: str, word_to_idx: Mapping[str, int]) -> Array:
    """The captions of a split's pictures; labels: of its single digits, (M,)."""
    first, second, place = _drawn(split, len(labels))
    named = ["an eight" if name == "eight" else f"a {name}" for name in DIGITS]
    rows = [f"{START} {one} {where} {other} {END}".split() for one, where, other in product(named, PLACES, named)]
    captions = np.full((len(rows), max(map(len, rows))), word_to_idx[NULL])
    for caption, words in zip(captions, rows, strict=True):
        caption[: len(words)] = [word_to_idx[word] for word in words]
    return captions.reshape(len(DIGITS), len(PLACES), len(DIGITS), -1)[labels[first], place, labels[second]]
