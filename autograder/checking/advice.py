"""Advice about exceptions that libraries raise in a student's code, in our own words.

An exception's text must not reach a message, not even that of a public check: the student's process has been through
hidden checks, and could put their inputs there. So the text only chooses one of the sentences below.
"""

import re

LONGEST_TEXT = 300  # what libraries say about shapes is shorter

_ADVICE = {
    r"with more than one (element|value) is ambiguous": (
        "An array has no truth value in `if`, `and` or `or`: use `.any()`, `.all()`, or `np.where` entry by entry."
    ),
    r"could not be broadcast|could not broadcast|non-broadcastable|must match the size of tensor|Incompatible shapes"
    r"|shape-mismatch for sum|Cannot update variable with shape|Size of label": (
        "The shapes of two arrays do not fit together: print both, and compare them from the last axis backwards."
    ),
    r"matmul: Input operand|shapes .* not aligned|shapes cannot be multiplied|Matrix size-incompatible": (
        "The inner sizes of a matrix product differ: are the factors in another order, or is one to be transposed?"
    ),
    r"'NoneType' object": (
        "A value there is None: does the function that it comes from end with `return`? (A `.grad` is None until"
        " `backward` has run.)"
    ),
    r"'ellipsis'": "A value there is `...`: is this part not filled in yet?",
    r"'tuple' object has no attribute|not 'tuple'": (
        "A value there is a tuple: does the function that it comes from return several values?"
    ),
    r"index .* is out of (bounds|range)|index out of range": (
        "An index lies beyond the end of an axis: does a loop go too far, or are two axes exchanged?"
    ),
    r"cannot reshape array of size|shape '.*' is invalid for input of size": (
        "A new shape must have as many entries as the old one: print both shapes, and multiply."
    ),
    r"inhomogeneous shape|expects each tensor to be equal size|all input array dimensions .* must match exactly": (
        "Arrays of different shapes cannot be put into one: print the shape of each."
    ),
    r"window shape cannot be larger": "A window is larger than the array that it slides over: are two sizes exchanged?",
    r"leaf Variable that requires grad": (
        "A tensor that autograd follows is changed in place: do it within `torch.no_grad()`."
    ),
    r"does not require grad": "What `backward` was called on depends on nothing that requires a gradient.",
    r"before Module.__init__\(\) call": "The class's `__init__` must begin with `super().__init__()`.",
    r"object is not callable": "Something that is no function is called: has a variable taken a function's name?",
    r"only .* arrays can be converted to Python scalars": "A whole array stands where one number is needed.",
}


def advice(text: str) -> str | None:
    """A sentence about an exception with this text; None if there is nothing to say."""
    return next((sentence for sign, sentence in _ADVICE.items() if re.search(sign, text[:LONGEST_TEXT])), None)
