"""Trains a model that writes captions: the Solver of `coursekit.training.solver`, on pictures with sentences."""

from typing import Any

import numpy as np

from coursekit.training.solver import Solver

Array = np.ndarray


class CaptioningSolver(Solver):
    """Trains `model` on the captions of `data` (see `load_captions`), with the settings of `Solver`.

    model: has `params`, a dictionary of arrays, `loss(features, captions)`, which returns (loss, grads), and
        `sample(features, max_length=…)`, which returns integers (n, max_length).
    An epoch goes once through the sentences, in a new order. Accuracy is the share of sentences that the model writes
    word for word; where a picture has several, it can write only one of them.

    After `train()`, beside what a Solver has: `val_loss_history`, the validation loss before training and after every
    epoch. The model has the parameters of the epoch with the lowest.
    Raises ValueError for unusable settings or an unusable model, and says what is wrong.
    """

    def __init__(self, model: Any, data: dict[str, Any], update_rule: str = "adam", **settings: Any) -> None:
        parts = {
            f"X_{split}": _Rows(data[f"{split}_features"], data[f"{split}_image_idxs"]) for split in ("train", "val")
        }
        sentences = {f"y_{split}": data[f"{split}_captions"] for split in ("train", "val")}
        super().__init__(model, {**parts, **sentences}, update_rule=update_rule, **settings)
        self.end = data["word_to_idx"]["<END>"]
        self.val_loss_history: list[float] = []

    def check_accuracy(self, X: Any, y: Array, num_samples: int | None = None, batch_size: int = 1000) -> float:
        """The share of sentences y (N, T) that the model writes word for word, given the features X (N, D)."""
        X, y = X[:num_samples], y[:num_samples]
        length = y.shape[1] - 1
        right = []
        for start in range(0, len(X), batch_size):
            words, asked = (
                self.model.sample(X[start : start + batch_size], max_length=length),
                y[start : start + batch_size],
            )
            if not isinstance(words, np.ndarray) or words.shape != (len(asked), length):
                raise ValueError(
                    f"model.sample(features, max_length={length}) must return an array {(len(asked), length)}; it "
                    f"returned a {type(words).__name__}{getattr(words, 'shape', '')}."
                )
            right.append(same_sentences(words, asked[:, 1:], self.end))
        return float(np.concatenate(right).mean())

    def _measure(self, epoch: int) -> None:
        X, y = self.X_val[: self.num_val_samples], self.y_val[: self.num_val_samples]
        losses = [
            self.model.loss(X[n : n + 500], y[n : n + 500])[0] * len(X[n : n + 500]) for n in range(0, len(X), 500)
        ]
        self.val_loss_history.append(float(sum(losses) / len(X)))
        super()._measure(epoch)

    def _score(self) -> float:
        return -self.val_loss_history[-1]


class _Rows:
    """The features of each sentence's picture, which are looked up only when they are used."""

    def __init__(self, features: Array, places: Array) -> None:
        self.features, self.places = features, places

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, chosen: Any) -> Array:
        return self.features[self.places[chosen]]


def same_sentences(words: Array, asked: Array, end: int) -> Array:
    """Which rows of `words` are the same sentences as those of `asked`, up to and with <END>; booleans (N,).

    words, asked: integers (N, T), the first word first, without <START>. A sentence without <END> fills its row.
    """
    ended = np.cumsum(asked == end, axis=1) - (asked == end) > 0  # after the <END> that was asked for
    return ((words == asked) | ended).all(axis=1)
