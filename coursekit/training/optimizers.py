"""Stochastic gradient descent with momentum for networks of layers, and schedules of its learning rate."""

from collections.abc import Callable

import numpy as np

from coursekit.training.solver import Config, sgd_momentum

Schedule = Callable[[float, int], float]


def constant_rate(learning_rate: float, epoch: int) -> float:
    """The same learning rate in every epoch."""
    return learning_rate


def exponential_decay(decay: float = 0.99) -> Schedule:
    """A schedule that multiplies the learning rate by `decay` after every epoch; ValueError unless 0 < decay <= 1."""
    if not 0 < decay <= 1:
        raise ValueError(f"decay is {decay}; it must be above 0 and at most 1.")
    return lambda learning_rate, epoch: learning_rate * decay**epoch


class SGD:
    """v = momentum · v - rate · gradient, then parameter + v (Polyak, 1964); without momentum plain gradient descent.

    schedule: computes the rate of an epoch from the learning rate and the epoch (counted from 0).
    """

    def __init__(self, learning_rate: float = 0.01, momentum: float = 0.0, schedule: Schedule = constant_rate) -> None:
        if not learning_rate > 0 or not 0 <= momentum < 1:
            raise ValueError(
                f"learning_rate is {learning_rate} and momentum {momentum}; the first must be above 0, the second from "
                "0 to below 1."
            )
        self.learning_rate, self.momentum, self.schedule = learning_rate, momentum, schedule
        self._configs: dict[str, Config] = {}

    def update(self, name: str, value: np.ndarray, gradient: np.ndarray, epoch: int = 0) -> np.ndarray:
        """Return the new value of the parameter `name`, and keep its velocity. Changes no argument."""
        config = self._configs.setdefault(name, {"momentum": self.momentum})
        config["learning_rate"] = self.schedule(self.learning_rate, epoch)
        new, _ = sgd_momentum(value, gradient, config)
        return new
