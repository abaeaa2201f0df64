# The negative of a number does not remember what it was made of, so no gradient passes through -a, nor to the b of a -
# b.
# loses: scalar_operations, scalar_reflected
# %% scalar_arithmetic
class Arithmetic:

    def __radd__(self, other):  # other + self
        return self + other

    def __rmul__(self, other):  # other * self
        return self * other

    def __neg__(self):
        return Scalar(-self.data)

    def __sub__(self, other):  # self - other
        return self + -other

    def __rsub__(self, other):  # other - self
        return -self + other

    def __truediv__(self, other):  # self / other
        return self * other**-1.0

    def __rtruediv__(self, other):  # other / self
        return self**-1.0 * other
