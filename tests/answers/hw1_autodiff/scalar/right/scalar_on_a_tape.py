# One tape for all numbers, walked backwards; backward starts afresh each time.
# %% scalar_class
class Scalar(Arithmetic):
    tape = []

    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = float(data), 0.0, parents
        self.place = len(Scalar.tape)
        Scalar.tape.append(self)

    def __add__(self, other):
        if isinstance(other, Scalar):
            return Scalar(self.data + other.data, ((self, 1), (other, 1)))
        return Scalar(self.data + other, ((self, 1),))

    def __mul__(self, other):
        if isinstance(other, Scalar):
            return Scalar(self.data * other.data, ((self, other.data), (other, self.data)))
        return Scalar(self.data * other, ((self, other),))

    def __pow__(self, n):
        return Scalar(self.data**n, ((self, n * self.data ** (n - 1)),))

    def backward(self):
        for node in Scalar.tape:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(Scalar.tape[: self.place + 1]):
            if node.grad:
                for parent, slope in node.parents:
                    parent.grad += slope * node.grad
