"""Numbers as notebooks write them: with the digits that every processor agrees on."""

import numpy as np
import pytest

from coursekit.rounded import digits, fixed, power, share, without_noise


@pytest.mark.parametrize("noise", [0.0, 1e-13, -1e-13])
def test_noise_moves_no_digit_not_even_at_a_tie(noise):
    assert fixed(0.125 * (1 + noise), 2) == "0.12" and fixed(2.5 * (1 + noise), 0) == "2"
    assert digits(0.125 * (1 + noise), 2) == "0.12" and digits(-50.0 * (1 + noise)) == "-50"
    assert share(0.725 * (1 + noise), 0) == "72%" and share(0.9473) == "94.7%"
    assert power(1.25e-12 * (1 + noise), 2) == "1.2e-12"


def test_what_is_only_noise_is_zero_and_has_no_sign():
    assert fixed(-1e-17) == "0.000" and fixed(-0.0, 1) == "0.0"
    assert digits(3e-17) == "0" and digits(1e-9) == "1e-09"
    assert without_noise(np.array([[1.0, -2e-17], [0.0, 1e-8]])).tolist() == [[1.0, 0.0], [0.0, 1e-8]]
    assert not np.signbit(without_noise(np.array([-0.0, 0.0]))).any()


def test_numbers_that_are_not_finite_are_said_so():
    assert fixed(float("inf")) == "inf" and digits(float("nan")) == "nan"


@pytest.mark.parametrize("write", [digits, fixed, power, share])
def test_more_digits_than_processors_agree_on_are_refused(write):
    with pytest.raises(ValueError, match="digits were asked for; at most 6"):
        write(1.0, 9)
