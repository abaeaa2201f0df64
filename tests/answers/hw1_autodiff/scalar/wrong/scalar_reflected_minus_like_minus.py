# 2 - a is computed as a - 2: with the plain number on the left, the result has the wrong sign.
# loses: scalar_reflected
# %% scalar_arithmetic
class Arithmetic:

    def __radd__(self, other):  # other + self
        return self + other

    def __rmul__(self, other):  # other * self
        return self * other

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):  # self - other
        return self + -other

    def __rsub__(self, other):  # other - self
        return self - other

    def __truediv__(self, other):  # self / other
        return self * other**-1.0

    def __rtruediv__(self, other):  # other / self
        return self**-1.0 * other
