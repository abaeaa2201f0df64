# The derivative of a ** n lacks the factor n.
# loses: scalar_operations, scalar_reflected, scalar_powers, scalar_fan_out
# %% scalar_class
class Scalar(Arithmetic):

    made = 0

    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = float(data), 0.0, parents
        Scalar.made += 1
        self.serial = Scalar.made

    def __add__(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        return Scalar(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        return Scalar(self.data * other.data, [(self, other.data), (other, self.data)])

    def __pow__(self, n):  # n is a plain number
        return Scalar(self.data**n, [(self, self.data ** (n - 1))])

    def backward(self):
        reached, waiting = {self}, [self]
        while waiting:
            new = {parent for parent, _ in waiting.pop().parents} - reached
            reached |= new
            waiting += new
        self.grad = 1.0
        for node in sorted(reached, key=lambda node: -node.serial):
            for parent, slope in node.parents:
                parent.grad += node.grad * slope
