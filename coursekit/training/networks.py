"""The given part of a network written as classes: base classes of layers, activations and losses, and the training.

Students write `ReLU`, `SoftMax`, `FullyConnected`, `CrossEntropy`, and the three methods of `NeuralNetwork`, a subclass
of `Network`; names and signatures are those of the course that the homework follows. All arrays are float64, one
example per row.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from coursekit.training.optimizers import SGD

Array = np.ndarray


class Activation:
    """A function applied to the output of a layer. It has no state."""

    def forward(self, Z: Array) -> Array:
        """Z: (m, n). Returns Y of the same shape."""
        raise NotImplementedError

    def backward(self, Z: Array, dY: Array) -> Array:
        """Z: the input of `forward`; dY: dL/dY; both (m, n). Returns dL/dZ of the same shape."""
        raise NotImplementedError

    def __call__(self, Z: Array) -> Array:
        return self.forward(Z)


class Linear(Activation):
    """The identity: Y = Z."""

    def forward(self, Z: Array) -> Array:
        return Z

    def backward(self, Z: Array, dY: Array) -> Array:
        return dY


class TanH(Activation):
    """The hyperbolic tangent, elementwise."""

    def forward(self, Z: Array) -> Array:
        return np.tanh(Z)

    def backward(self, Z: Array, dY: Array) -> Array:
        return dY * (1 - np.tanh(Z) ** 2)


class Layer:
    """A layer with parameters. `gradients` has the same keys as `parameters`."""

    parameters: dict[str, Array]
    gradients: dict[str, Array]
    cache: dict[str, Any]

    def __call__(self, X: Array) -> Array:
        return self.forward(X)

    def forward(self, X: Array) -> Array:
        """X: (m, n_in). Returns (m, n_out)."""
        raise NotImplementedError

    def backward(self, dLdY: Array) -> Array:
        """dLdY: (m, n_out). Fills `gradients` and returns dL/dX (m, n_in)."""
        raise NotImplementedError


class Loss:
    """A loss, averaged over the batch. name: its name in a report."""

    def __init__(self, name: str) -> None:
        self.name = name

    def forward(self, Y: Array, Y_hat: Array) -> float:
        """Y: the targets; Y_hat: the network's output; both (m, k). Returns a number."""
        raise NotImplementedError

    def backward(self, Y: Array, Y_hat: Array) -> Array:
        """The gradient with respect to Y_hat, (m, k)."""
        raise NotImplementedError

    def __call__(self, Y: Array, Y_hat: Array) -> float:
        return self.forward(Y, Y_hat)


class Network:
    """A sequence of layers, and their training. Subclasses write `forward`, `backward` and `predict`.

    layers: the hidden layers. output_layer: makes the output layer, given the number of classes; `train` appends it,
    because only the data say how many classes there are. After training, `history` has the lists `train_loss` (the mean
    over an epoch's batches) and `val_loss` (after the epoch), one number per epoch.
    """

    def __init__(
        self, layers: list[Layer], output_layer: Callable[[int], Layer], loss: Loss, optimizer: SGD | None = None
    ) -> None:
        self.layers = list(layers)
        self.output_layer: Callable[[int], Layer] | None = output_layer
        self.loss = loss
        self.optimizer = optimizer or SGD()
        self.history: dict[str, list[float]] = {"train_loss": [], "val_loss": []}

    @property
    def n_layers(self) -> int:
        """The number of layers; the output layer counts once `train` has appended it."""
        return len(self.layers)

    @n_layers.setter
    def n_layers(self, count: int) -> None:
        """Nothing changes: the hand-out's networks set it in `__init__`, but only the layers decide."""

    def forward(self, X: Array) -> Array:
        """The output of the last layer."""
        raise NotImplementedError

    def backward(self, target: Array, out: Array) -> float:
        """Fill the layers' gradients and return the loss."""
        raise NotImplementedError

    def predict(self, X: Array, Y: Array) -> tuple[Array, float]:
        """The network's output for X, and its loss."""
        raise NotImplementedError

    def train(self, data: dict[str, Any], epochs: int = 100, batch_size: int = 15, seed: int = 0) -> None:
        """Train on `X_train`, `Y_train` of the data (one-hot labels), and measure the loss on `X_val`, `Y_val`.

        epochs: passes through the training examples, each in a new random order, which depends on `seed`.
        A loss that is no longer finite ends the training: the rest of the history is `inf`.
        Raises ValueError if a gradient is missing or does not have its parameter's shape.
        """
        if self.output_layer is not None:
            self.layers.append(self.output_layer(data["Y_train"].shape[1]))
            self.output_layer = None
        rng = np.random.default_rng(seed)
        for epoch in range(epochs):
            with np.errstate(all="ignore"):  # divergence is handled below
                losses = []
                for X, Y in batches(data["X_train"], data["Y_train"], batch_size, rng):
                    losses.append(float(self.backward(Y, self.forward(X))))
                    self.update(epoch)
                val_loss = float(self.predict(data["X_val"], data["Y_val"])[1])
            if not np.isfinite([*losses, val_loss]).all():
                for values in self.history.values():
                    values += [float("inf")] * (epochs - epoch)
                return
            self.history["train_loss"].append(float(np.mean(losses)))
            self.history["val_loss"].append(val_loss)

    def update(self, epoch: int) -> None:
        """One step of the optimizer for every parameter of every layer."""
        for place, layer in enumerate(self.layers):
            for name, value in layer.parameters.items():
                if name not in layer.gradients:
                    raise ValueError(f"Layer {place} has a parameter {name!r}, but no gradient of this name.")
                gradient = np.asarray(layer.gradients[name])
                # A bias gradient may be (n,) or (1, n); another shape would broadcast and train a different network.
                if gradient.size != value.size or gradient.squeeze().shape != value.squeeze().shape:
                    raise ValueError(
                        f"The gradient of {name!r} of layer {place} has shape {gradient.shape}, the parameter "
                        f"{value.shape}."
                    )
                key = f"{place}.{name}"
                layer.parameters[name] = self.optimizer.update(key, value, gradient.reshape(value.shape), epoch)


def batches(X: Array, Y: Array, batch_size: int, rng: np.random.Generator) -> Iterator[tuple[Array, Array]]:
    """Yield all examples once, shuffled, in batches (X, Y); the last may be smaller. ValueError for a size below 1."""
    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size}; it must be at least 1.")
    order = rng.permutation(len(X))
    for start in range(0, len(order), batch_size):
        chosen = order[start : start + batch_size]
        yield X[chosen], Y[chosen]
