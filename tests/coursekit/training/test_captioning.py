"""The CaptioningSolver: what it trains on, what it measures and keeps; and BLEU."""

import sys

import numpy as np
import pytest

from coursekit.training.bleu import bleu
from coursekit.training.captioning import CaptioningSolver, same_sentences

WORDS = ["<NULL>", "<START>", "<END>", "<UNK>", "red", "hen"]


class OneWord:
    """Says one word and <END>: which word, by logistic regression on the features. A sentence's loss is that word's."""

    def __init__(self) -> None:
        self.params = {"W": np.zeros((2, 2))}
        self.seen: list = []

    def loss(self, features, captions):
        self.seen.append(captions)
        target = captions[:, 1] - 4
        scores = features @ self.params["W"]
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        rows = np.arange(len(target))
        loss = -np.log(p[rows, target]).mean()
        p[rows, target] -= 1
        return loss, {"W": features.T @ p / len(target)}

    def sample(self, features, max_length=30):
        words = np.zeros((len(features), max_length), dtype=np.int64)
        words[:, 0], words[:, 1] = (features @ self.params["W"]).argmax(axis=1) + 4, 2
        words[:, 2:] = 5  # whatever follows <END>
        return words


def small_data() -> dict:
    """Twelve pictures, half of them of a hen, with two sentences each; as many for validation."""
    data: dict = {"word_to_idx": {word: place for place, word in enumerate(WORDS)}}
    kinds = np.arange(12) % 2
    for split in ("train", "val"):
        shown = np.repeat(np.arange(12), 2)
        data[f"{split}_features"] = np.eye(2)[kinds]
        data[f"{split}_image_idxs"] = shown
        data[f"{split}_captions"] = np.array([[1, 4 + kinds[i], 2, 0] for i in shown])
    return data


def trained(model=None, data=None, **settings) -> CaptioningSolver:
    solver = CaptioningSolver(
        model or OneWord(), data or small_data(), verbose=False, optim_config={"learning_rate": 0.1}, **settings
    )
    solver.train()
    return solver


def test_it_learns_which_sentence_belongs_to_which_picture():
    solver = trained(num_epochs=3, batch_size=5)
    assert solver.best_val_acc == solver.train_acc_history[-1] == 1.0
    assert solver.val_loss_history[-1] < 0.5 * solver.val_loss_history[0]
    assert len(solver.val_loss_history) == len(solver.val_acc_history) == 4
    assert len(solver.loss_history) == 3 * 5


def test_the_parameters_of_the_lowest_validation_loss_are_kept():
    data = small_data()
    data["val_captions"][0, 1] = 5  # this red one is called a hen: whoever is ever surer of the others pays for it
    model = OneWord()
    solver = trained(model, data, num_epochs=30, batch_size=4)
    assert 0 < solver.best_epoch < 30
    assert solver.best_epoch == int(np.argmin(solver.val_loss_history))
    assert model.loss(data["val_features"][data["val_image_idxs"]], data["val_captions"])[0] == pytest.approx(
        min(solver.val_loss_history)
    )


def test_what_follows_end_does_not_matter_but_end_itself_does():
    asked = np.array([[4, 2, 0], [4, 2, 0], [4, 2, 0], [4, 5, 2], [4, 5, 5]])
    words = np.array([[4, 2, 5], [4, 0, 0], [5, 2, 0], [4, 5, 5], [4, 5, 5]])
    assert same_sentences(words, asked, end=2).tolist() == [True, False, False, False, True]


def test_a_sample_of_the_wrong_shape_is_named():
    class Short(OneWord):
        def sample(self, features, max_length=30):
            return super().sample(features, max_length)[:, :-1]

    with pytest.raises(ValueError, match=r"must return an array \(24, 3\); it returned a ndarray\(24, 2\)"):
        trained(Short(), num_epochs=1)


def test_bleu_is_the_share_of_word_runs_that_people_have_too():
    pytest.importorskip("nltk")
    people = [["a dog runs on the grass", "the dog runs"], ["two men sit on a bench"]]
    found = bleu(["a dog runs on the grass", "two men sit on a bench"], people)
    assert found == {n: pytest.approx(1) for n in (1, 2, 3, 4)}
    found = bleu(["a dog eats on the grass", "two men sit on a bench"], people)
    assert found[1] == pytest.approx(11 / 12) and found[2] == pytest.approx((11 / 12 * 8 / 10) ** 0.5)


def test_an_unknown_word_is_never_right():
    pytest.importorskip("nltk")
    assert bleu(["a <UNK> runs home"], [["a <UNK> runs home"]])[1] == pytest.approx(3 / 4)


def test_without_nltk_one_is_told_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "nltk.translate.bleu_score", None)
    with pytest.raises(ImportError, match="pip install nltk"):
        bleu(["a"], [["a"]])
