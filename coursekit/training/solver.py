"""Trains a model with mini-batches: the course's given training loop, with CS231n's interface.

    model = SoftmaxClassifier(input_dim=64, hidden_dim=30)
    solver = Solver(model, data, update_rule="sgd_momentum", optim_config={"learning_rate": 0.1})
    solver.train()
    solver.best_val_acc          # and `model` now has the parameters of that epoch

A model has `params`, a dictionary of arrays, and `loss(X, y=None)`, which returns the scores (N, C) without labels and
`(loss, grads)` with them.
"""

import sys
import time
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from coursekit.rounded import fixed, share

Config = dict[str, Any]
Array = np.ndarray


class Model(Protocol):
    """The interface that the Solver needs."""

    params: dict[str, Array]

    def loss(self, X: Array, y: Array | None = None) -> Any: ...


def sgd(w: Array, dw: Array, config: Config) -> tuple[Array, Config]:
    """Gradient descent: w - learning_rate · dw. Settings: learning_rate (0.01)."""
    config.setdefault("learning_rate", 1e-2)
    return w - config["learning_rate"] * dw, config


def sgd_momentum(w: Array, dw: Array, config: Config) -> tuple[Array, Config]:
    """Gradient descent with momentum: v = momentum · v - learning_rate · dw, then w + v (Polyak, 1964).

    Settings: learning_rate (0.01), momentum (0.9); `velocity` is its state.
    """
    config.setdefault("learning_rate", 1e-2)
    velocity = config.setdefault("momentum", 0.9) * config.get("velocity", np.zeros_like(w))
    config["velocity"] = velocity - config["learning_rate"] * dw
    return w + config["velocity"], config


def adam(w: Array, dw: Array, config: Config) -> tuple[Array, Config]:
    """Adam with bias correction (Kingma and Ba, 2015, Algorithm 1).

    Settings: learning_rate (0.001), beta1 (0.9), beta2 (0.999), epsilon (1e-8); `m`, `v`, `t` are its state.
    """
    config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    t = config["t"] = config.get("t", 0) + 1
    m = config["m"] = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw
    v = config["v"] = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * dw**2
    step = (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + config.setdefault("epsilon", 1e-8))
    return w - config["learning_rate"] * step, config


UPDATE_RULES: dict[str, Callable[[Array, Array, Config], tuple[Array, Config]]] = {
    "sgd": sgd,
    "sgd_momentum": sgd_momentum,
    "adam": adam,
}


class Solver:
    """Trains `model` on `data["X_train"]`, `data["y_train"]`; keeps the parameters with the best validation accuracy.

    update_rule: "sgd", "sgd_momentum" or "adam"; optim_config: its settings, such as {"learning_rate": 0.1}.
    lr_decay: multiplies the learning rate after every epoch.
    batch_size, num_epochs: an epoch goes once through the shuffled training examples; the last batch may be smaller.
    print_every: print a line every so many epochs. verbose: False prints nothing at all.
    num_train_samples, num_val_samples: how many examples the accuracies are measured on; None: all.
    seed: for shuffling. The model sets its own initial weights.

    After `train()`: `loss_history` (one number per batch), `train_acc_history`, `val_acc_history` (one number per
    epoch, and one before training), `best_val_acc`, `best_epoch`, `best_params` (copies; the model has the same).
    Raises ValueError for unusable settings or an unusable model, and says what is wrong.
    """

    def __init__(
        self,
        model: Model,
        data: dict[str, Any],
        update_rule: str = "sgd",
        optim_config: Config | None = None,
        lr_decay: float = 1.0,
        batch_size: int = 100,
        num_epochs: int = 10,
        print_every: int = 1,
        verbose: bool = True,
        num_train_samples: int | None = 1000,
        num_val_samples: int | None = None,
        seed: int = 0,
    ) -> None:
        if update_rule not in UPDATE_RULES:
            raise ValueError(f"There is no update rule {update_rule!r}; known are {', '.join(UPDATE_RULES)}.")
        if missing := [key for key in ("X_train", "y_train", "X_val", "y_val") if key not in data]:
            raise ValueError(f"The data have no {missing[0]!r}; the Solver needs X_train, y_train, X_val and y_val.")
        for name, value in {"batch_size": batch_size, "print_every": print_every}.items():
            if value < 1:
                raise ValueError(f"{name} is {value}; it must be at least 1.")
        self.model = model
        self.X_train, self.y_train = data["X_train"], data["y_train"]
        self.X_val, self.y_val = data["X_val"], data["y_val"]
        if len(self.X_train) != len(self.y_train) or len(self.X_val) != len(self.y_val):
            raise ValueError("The data have another number of labels than of examples.")
        self.update = UPDATE_RULES[update_rule]
        self.lr_decay, self.batch_size, self.num_epochs = lr_decay, batch_size, num_epochs
        self.print_every, self.verbose = print_every, verbose
        self.num_train_samples, self.num_val_samples = num_train_samples, num_val_samples
        self.optim_configs = {name: dict(optim_config or {}) for name in model.params}
        self.rng = np.random.default_rng(seed)
        self.loss_history: list[float] = []
        self.train_acc_history: list[float] = []
        self.val_acc_history: list[float] = []
        self.best_val_acc, self.best_epoch = -1.0, 0
        self.best_score = -np.inf
        self.best_params: dict[str, Array] = {}

    def train(self) -> None:
        """Run all epochs, then give the model its best parameters by validation accuracy (the first, if tied)."""
        progress = _Progress(self.num_epochs, shown=self.verbose)
        self._measure(epoch=0)
        for epoch in range(1, self.num_epochs + 1):
            order = self.rng.permutation(len(self.X_train))
            for start in range(0, len(order), self.batch_size):
                self._step(order[start : start + self.batch_size], epoch)
            for config in self.optim_configs.values():
                config["learning_rate"] *= self.lr_decay
            self._measure(epoch)
            if self.verbose and (epoch % self.print_every == 0 or epoch == self.num_epochs):
                print(self._line(epoch))
            progress.update(epoch)
        progress.close()
        for name, value in self.best_params.items():
            self.model.params[name] = value.copy()

    def check_accuracy(self, X: Array, y: Array, num_samples: int | None = None, batch_size: int = 1000) -> float:
        """The fraction of examples whose highest score is at their label; uses the first `num_samples` if given."""
        X, y = X[:num_samples], y[:num_samples]
        batches = [self.model.loss(X[start : start + batch_size]) for start in range(0, len(X), batch_size)]
        for scores in batches:
            if not isinstance(scores, np.ndarray) or scores.ndim != 2:
                raise ValueError(
                    "model.loss(X) without labels must return the scores, an array (N, C); it returned a "
                    f"{type(scores).__name__}{getattr(scores, 'shape', '')}."
                )
        return float(np.mean(np.concatenate(batches).argmax(axis=1) == y))

    def _step(self, batch: Array, epoch: int) -> None:
        loss, grads = self.model.loss(self.X_train[batch], self.y_train[batch])
        if not np.isfinite(loss):
            raise ValueError(
                f"The loss became {loss} in epoch {epoch}: try a smaller learning rate, and check that your loss "
                "stays finite for large scores."
            )
        self.loss_history.append(float(loss))
        for name, w in self.model.params.items():
            if name not in grads:
                raise ValueError(f"model.loss(X, y) returned no gradient for the parameter {name!r}.")
            dw = np.asarray(grads[name])
            if dw.shape != w.shape:
                # A bias gradient may be (M,) or (1, M); another shape would broadcast and train a different model.
                if dw.size != w.size or dw.squeeze().shape != w.squeeze().shape:
                    raise ValueError(f"The gradient of {name!r} has shape {dw.shape}, the parameter {w.shape}.")
                dw = dw.reshape(w.shape)
            self.model.params[name], self.optim_configs[name] = self.update(w, dw, self.optim_configs[name])

    def _measure(self, epoch: int) -> None:
        self.train_acc_history.append(self.check_accuracy(self.X_train, self.y_train, self.num_train_samples))
        accuracy = self.check_accuracy(self.X_val, self.y_val, self.num_val_samples)
        self.val_acc_history.append(accuracy)
        if (score := self._score()) > self.best_score:
            self.best_score, self.best_val_acc, self.best_epoch = score, accuracy, epoch
            self.best_params = {name: np.array(value) for name, value in self.model.params.items()}

    def _score(self) -> float:
        """What is best where it is largest, of the parameters just measured."""
        return self.val_acc_history[-1]

    def _line(self, epoch: int) -> str:
        batches = -(-len(self.X_train) // self.batch_size)
        return (
            f"epoch {epoch:>3} of {self.num_epochs}: loss {fixed(np.mean(self.loss_history[-batches:]))}, accuracy "
            f"{share(self.train_acc_history[-1])} in training, {share(self.val_acc_history[-1])} in validation"
        )


class _Progress:
    """Shows the remaining training time, in a line that a notebook or a terminal updates.

    The line that stays in the notebook has no times, so that two runs leave the same outputs.
    """

    def __init__(self, epochs: int, *, shown: bool) -> None:
        self.epochs, self.resting = epochs, f"Training for {epochs} epochs."
        self.begun = self.last = time.monotonic()
        self.line: Any = None
        self.terminal = shown and sys.stderr.isatty()
        if shown and "IPython" in sys.modules and hasattr(_shell(), "kernel"):
            from IPython.display import display

            self.line = display(self._text(self.resting), raw=True, display_id=True)
            self.terminal = False

    def update(self, epoch: int) -> None:
        now = time.monotonic()
        if now - self.last < 1.0 or epoch == self.epochs:
            return
        self.last = now
        left = (now - self.begun) / epoch * (self.epochs - epoch)
        text = f"Training: epoch {epoch} of {self.epochs} done, about {left:.0f} s left."
        if self.line is not None:
            self.line.update(self._text(text), raw=True)
        elif self.terminal:
            print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)

    def close(self) -> None:
        if self.line is not None and self.last != self.begun:
            self.line.update(self._text(self.resting), raw=True)
        elif self.terminal and self.last != self.begun:
            print("\r\033[K", end="", file=sys.stderr, flush=True)

    @staticmethod
    def _text(text: str) -> dict[str, str]:
        return {"text/plain": text}


def _shell() -> Any:
    from IPython import get_ipython

    return get_ipython()
