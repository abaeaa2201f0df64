"""Pictures for captioning: sentences under their pictures, and what is left of gradients."""

import numpy as np
import pytest
from PIL import Image

from coursekit import pictures


def test_a_wrong_caption_is_marked_and_the_right_one_told():
    shown = [np.eye(4), np.zeros((4, 4))]
    picture = pictures.captioned(shown, ["a hen", "a fox"], truths=[["a hen"], ["a cat", "the cat"]])
    assert "2 pictures" in picture.alt
    assert "✓ a hen; ✗ a fox (a person says: a cat)" in picture.alt


def test_photographs_have_no_marks_because_no_sentence_is_the_only_right_one(tmp_path):
    Image.fromarray(np.full((30, 40, 3), 200, dtype=np.uint8)).save(tmp_path / "photo.jpg")
    picture = pictures.captioned([tmp_path / "photo.jpg"], ["a dog"], truths=[["a dog runs"]])
    assert "a dog (a person says: a dog runs)" in picture.alt and "✗" not in picture.alt


def test_of_a_photograph_on_the_web_the_address_is_shown():
    picture = pictures.captioned(["http://images.example/1.jpg"], ["a dog"], truths=[["a dog runs"]])
    shown = picture.figure.axes[0].texts[0].get_text()
    assert shown.replace("\n", "") == "http://images.example/1.jpg"


def test_without_truths_nothing_is_marked():
    assert pictures.captioned([np.eye(4)] * 3, ["one", "two", ""], columns=2).alt.endswith("one; two; .")
    with pytest.raises(ValueError, match="no pictures"):
        pictures.captioned([], [])


def test_the_unrolled_network_tells_what_goes_in_and_what_comes_out():
    alt = pictures.unrolled_rnn(["a", "hen"]).alt
    assert "over 3 time steps" in alt and "in <START>, a, hen; out a, hen, <END>" in alt


def test_the_gradients_alt_text_has_the_median_and_the_band():
    left = np.array([np.ones(11), np.arange(11) / 10])
    alt = pictures.gradients_through_time({"orthogonal": np.ones((2, 11)), "small": left}).alt
    assert "orthogonal: 1e+00" in alt and "small: 5e-01, and from 1e-01 to 9e-01 for eighty percent" in alt


def test_every_run_is_told():
    alt = pictures.accuracies_by_epoch({"one": [[0.0, 0.5], [0.0, 0.25]], "other": [[0.0, 1.0], [0.0, 0.75]]}).alt
    assert "in 2 runs each: one: 50.0%, 25.0%; other: 100.0%, 75.0%" in alt


def test_accuracies_by_epoch_may_be_of_anything_and_of_one_run():
    picture = pictures.accuracies_by_epoch({"frozen": [[0.5, 0.9]]}, shows="images right", title="Images, by epoch")
    assert picture.alt == "Images, by epoch. After the last one: frozen: 90.0%."
    assert picture.figure.axes[0].get_ylabel() == "images right"
