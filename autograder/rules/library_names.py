"""The one public name of what TensorFlow and Keras hold under several.

Keras is a package and a part of TensorFlow; each has its public names, copies of them for older versions, and the
modules in which the code stands. Rules name one of them (`tf.keras.optimizers`) and mean all. Nothing but the standard
library is imported here, because the guard uses it in the student's kernel.
"""

from functools import lru_cache

# From the inside outwards; a name may take several steps.
_PUBLIC = {
    "keras": "tensorflow.keras",
    "keras.src": "tensorflow.keras",
    "keras.api": "tensorflow.keras",
    "keras._tf_keras.keras": "tensorflow.keras",
    "tensorflow._api.v2": "tensorflow",
    "tensorflow.compat.v2": "tensorflow",
    "tensorflow.compat.v1.keras": "tensorflow.keras",
    "tensorflow.compat.v1.raw_ops": "tensorflow.raw_ops",
    "tensorflow.compat.v1.GradientTape": "tensorflow.GradientTape",
    "tensorflow.compat.v1.gradients": "tensorflow.gradients",
    "tensorflow.initializers": "tensorflow.keras.initializers",
    "tensorflow.losses": "tensorflow.keras.losses",
    "tensorflow.metrics": "tensorflow.keras.metrics",
    "tensorflow.optimizers": "tensorflow.keras.optimizers",
    "tensorflow.python.keras": "tensorflow.keras",
    "tensorflow.python.keras.optimizer_v1": "tensorflow.keras.optimizers",
    "tensorflow.python.keras.optimizer_v2": "tensorflow.keras.optimizers",
    "tensorflow.python.training": "tensorflow.compat.v1.train",
    "tensorflow.python.ops.gen_training_ops": "tensorflow.raw_ops",
    "tensorflow.python.eager.backprop": "tensorflow",
    "tensorflow.python.eager.forwardprop": "tensorflow.autodiff",
    "tensorflow.python.ops.gradients": "tensorflow",
    "tensorflow.python.ops.gradients_impl": "tensorflow",
}


def is_below(dotted: str, name: str) -> bool:
    """Whether a dotted name is this one, or something in it."""
    return dotted == name or dotted.startswith(f"{name}.")


def package_of(dotted: str) -> str:
    """The package that a dotted name is in; Keras's names are in TensorFlow, as most of its public names."""
    package = dotted.partition(".")[0]
    return "tensorflow" if package == "keras" else package


@lru_cache(maxsize=10_000)
def public_name(dotted: str) -> str:
    """`tensorflow.keras.optimizers` for `keras.src.optimizers` and its other names; other names stay as they are."""
    while dotted.startswith(("keras", "tensorflow.")):
        parts = dotted.split(".")
        begins = [".".join(parts[:count]) for count in range(len(parts), 0, -1)]
        inside = next((begin for begin in begins if begin in _PUBLIC), None)
        if inside is None:
            break
        dotted = _PUBLIC[inside] + dotted.removeprefix(inside)
    return dotted
