# Some numbers pass their gradient on as soon as they are reached, before it is complete: what arrives later on a longer
# way is lost.
# loses: scalar_fan_out
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
        return Scalar(self.data**n, [(self, n * self.data ** (n - 1))])

    def backward(self):
        self.grad = 1.0
        queue, seen = [self], {self}
        while queue:
            node = queue.pop(0)
            for parent, slope in node.parents:
                parent.grad += node.grad * slope
                if parent not in seen:
                    seen.add(parent)
                    queue.append(parent)
