"""The comparator on PyTorch's tensors: the same rules as for arrays, and a tensor where a tensor is asked."""

import numpy as np
import pytest
import torch

from coursekit import check
from coursekit.checking.check import CheckFailed

RIGHT = torch.tensor([[1.0, -2.0, 3.0]])


def test_the_same_tensor_passes_in_any_precision():
    check.close(RIGHT.clone(), RIGHT)
    check.close(RIGHT.double(), RIGHT)
    check.close(RIGHT.reshape(3), RIGHT, shapes=[(3,)])


@pytest.mark.parametrize(
    ("got", "message"),
    [
        (RIGHT + 1, "entries differ"),
        (RIGHT.T, "shape"),
        (RIGHT[:0], "shape"),
        (RIGHT.to(torch.int64), "made of integers"),
        (RIGHT * float("nan"), "nan"),
        (RIGHT.numpy(), "a PyTorch tensor was expected."),
        (RIGHT.tolist(), r"a list of 1 where a tensor of shape \(1, 3\) was expected.\nMake it a tensor"),
        (RIGHT.clone().requires_grad_(), "a tensor that requires gradients where a tensor"),
        (RIGHT.to(torch.bfloat16), "dtype bfloat16 where a tensor"),
        (torch.nn.Parameter(RIGHT), "object of type `Parameter`"),
        (None, "None where a tensor"),
    ],
)
def test_anything_else_fails_with_a_message(got, message):
    with pytest.raises(CheckFailed, match=message.replace("", "")):
        check.close(got, RIGHT, name="y_hat")


def test_an_array_is_no_tensor_and_a_tensor_no_array():
    with pytest.raises(CheckFailed, match="NumPy array was expected"):
        check.close(RIGHT, RIGHT.numpy())
    with pytest.raises(CheckFailed, match="PyTorch tensor was expected"):
        check.close(RIGHT.numpy(), RIGHT)


def test_a_number_may_be_a_tensor_of_no_axes():
    for got in (torch.tensor(2.0), 2.0, np.float32(2)):
        check.close(got, 2.0)
        check.close(got, torch.tensor(2.0))
        assert check.number(got) == 2.0
    check.close(torch.tensor([2.0]), 2.0, shapes=[(1,)])
    with pytest.raises(CheckFailed, match="shape"):
        check.close(torch.tensor([2.0]), 2.0)


def test_what_a_function_did_to_its_argument_is_seen():
    x = RIGHT.clone()
    before = x.clone()
    check.unchanged(before, x)
    x.relu_()
    with pytest.raises(CheckFailed, match="changed in place"):
        check.unchanged(before, x, name="x")
    with pytest.raises(ValueError, match="copy"):
        check.unchanged(torch.empty(0), x)


def test_an_empty_expected_tensor_is_a_mistake_of_the_check():
    with pytest.raises(ValueError, match="no entries"):
        check.close(RIGHT, torch.empty(0))
