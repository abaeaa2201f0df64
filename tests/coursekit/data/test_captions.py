"""Pictures with sentences: the pairs of digits, what is held back, and words for rows of integers."""

import numpy as np
import pytest

from coursekit.data import captions
from coursekit.data.captions import (
    decode_captions,
    describe_captions,
    edge_strengths,
    held_out_captions,
    load_captions,
    pair_features,
    sample_minibatch,
)
from coursekit.data.digits import read_digits
from coursekit.data.registry import DataError


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch):
    for name in ("DLBH_DATASET", "DLBH_DATA"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def pairs():
    return captions.load_digit_pairs()


def halves(picture: np.ndarray, sentence: str) -> tuple[np.ndarray, np.ndarray]:
    """The two digits of a picture, (8, 8), where the sentence says they are."""
    if "above" in sentence:
        return picture[:8, 6:14], picture[12:, 6:14]
    return picture[6:14, :8], picture[6:14, 12:]


@pytest.mark.parametrize("split", ["train", "val", "test"])
def test_each_sentence_names_the_two_digits_that_its_picture_shows(pairs, split):
    digits = read_digits()
    images, labels = {"train": digits.train, "val": digits.val, "test": (digits.test_images, digits.test_labels())}[
        split
    ]
    known = {image.tobytes(): label for image, label in zip(images, labels, strict=True)}
    rows = held_out_captions() if split == "test" else pairs[f"{split}_captions"]
    sentences = decode_captions(rows[:, 1:], pairs["idx_to_word"])
    for picture, sentence in list(zip(pairs[f"{split}_images"], sentences, strict=True))[:200]:
        words = [word for word in sentence.split() if word in captions.DIGITS]
        for half, word in zip(halves(picture, sentence), words, strict=True):
            # Only digits of this very split are in its pictures.
            assert captions.DIGITS[known[half.ravel().tobytes()]] == word
        assert ("an eight" in sentence) == ("eight" in sentence) and "a eight" not in sentence


def test_the_test_captions_are_held_back(pairs):
    assert {key for key in pairs if key.startswith("test")} == {"test_images", "test_features"}
    assert len(held_out_captions()) == len(pairs["test_features"]) == 500


def test_rows_begin_with_start_and_are_padded_after_end(pairs):
    words = pairs["word_to_idx"]
    for row in pairs["train_captions"][:100]:
        text = [pairs["idx_to_word"][word] for word in row]
        end = text.index("<END>")
        assert text[0] == "<START>" and set(text[end + 1 :]) <= {"<NULL>"}
    assert [words[word] for word in pairs["idx_to_word"]] == list(range(len(words)))
    assert (pairs["train_captions"][:, -1] == words["<NULL>"]).any()  # so that a mask matters
    assert (pairs["train_captions"][:, -1] == words["<END>"]).any()


def test_features_are_those_of_the_pictures_and_standardized(pairs):
    np.testing.assert_array_equal(pair_features(pairs["val_images"][:5]), pairs["val_features"][:5])
    first = pairs["train_features"][:2000]
    np.testing.assert_allclose(first.mean(axis=0), 0, atol=1e-12)
    assert first.std() == pytest.approx(1)


def test_an_edge_is_strong_in_the_direction_in_which_it_gets_darker():
    picture = np.zeros((1, 4, 6))
    picture[:, :, 4:] = 1  # gets darker to the right
    strengths = edge_strengths(picture).reshape(8, 2, 3)
    assert strengths[0, :, 1].tolist() == [0.5, 0.5]  # half of the pixels of these squares lie at the edge
    assert not strengths[4].any(axis=0)[:2].any()
    rotated = edge_strengths(picture.transpose(0, 2, 1)).reshape(8, 3, 2)
    assert rotated[2, 1].tolist() == [0.5, 0.5]


def test_sentences_end_before_end_and_leave_null_out():
    words = ["<NULL>", "<START>", "<END>", "<UNK>", "hen"]
    assert decode_captions(np.array([[4, 0, 3, 2, 4], [2, 4, 4, 4, 4]]), words) == ["hen <UNK>", ""]
    assert decode_captions(np.array([1, 4]), words) == ["<START> hen"]


def test_a_minibatch_has_sentences_with_their_own_features_and_pictures(pairs):
    rows, features, images = sample_minibatch(pairs, 7, "val", seed=3)
    assert rows.shape == (7, 8) and features.shape == (7, 800)
    np.testing.assert_array_equal(pair_features(np.array(images)), features)
    place = next(i for i, picture in enumerate(pairs["val_images"]) if (picture == images[0]).all())
    assert (pairs["val_captions"][place] == rows[0]).all()
    assert not np.array_equal(sample_minibatch(pairs, 7, "val", seed=4)[0], rows)
    assert len(sample_minibatch(pairs, 10_000, "val")[0]) == 500


def test_what_is_not_there_is_said_and_pairs_of_digits_are_used(monkeypatch, tmp_path):
    monkeypatch.setenv("DLBH_DATA", str(tmp_path))
    monkeypatch.setenv("DLBH_DATASET", "flickr8k")
    data = load_captions()
    assert data["name"] == "digit_pairs"
    assert "flickr8k was asked for, but it has not been fetched" in describe_captions(data)
    monkeypatch.setenv("DLBH_DATASET", "flickr9k")
    with pytest.raises(
        DataError, match="There are no captions 'flickr9k': set DLBH_DATASET to digit_pairs or flickr8k"
    ):
        load_captions()


def test_the_description_says_what_it_is_and_how_much(pairs):
    text = describe_captions(pairs)
    assert "embedded; not photographs" in text
    assert "6,000 sentences of 6,000 pictures to train on, 500 of 500 to validate, 500 to test; 19 words" in text
