# backward follows every way through the graph separately, which takes exponential time where numbers are used more than
# once.
# loses: scalar_doubled
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
        ways = [(self, 1.0)]
        while ways:
            node, flow = ways.pop()
            node.grad += flow
            for parent, slope in node.parents:
                ways.append((parent, flow * slope))
