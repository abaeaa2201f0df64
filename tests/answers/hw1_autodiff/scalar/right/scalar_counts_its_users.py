# First counts how many users each number has, then passes on when the last has answered.
# %% scalar_class
class Scalar(Arithmetic):
    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = float(data), 0.0, list(parents)

    def __add__(self, other):
        other = Scalar(other) if not isinstance(other, Scalar) else other
        return Scalar(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        other = Scalar(other) if not isinstance(other, Scalar) else other
        return Scalar(self.data * other.data, [(self, other.data), (other, self.data)])

    def __pow__(self, n):
        return Scalar(self.data**n, [(self, n * self.data ** (n - 1))])

    def backward(self):
        users, stack = {self: 0}, [self]
        while stack:
            for parent, _ in stack.pop().parents:
                if parent not in users:
                    users[parent] = 0
                    stack.append(parent)
                users[parent] += 1
        self.grad += 1.0
        ready = [self]
        while ready:
            node = ready.pop()
            for parent, slope in node.parents:
                parent.grad += node.grad * slope
                users[parent] -= 1
                if users[parent] == 0:
                    ready.append(parent)

# %% scalar_arithmetic
class Arithmetic:
    def __neg__(self):
        return -1 * self

    def __radd__(self, other):
        return self.__add__(other)

    def __rmul__(self, other):
        return self.__mul__(other)

    def __sub__(self, other):
        return self + (-1.0) * other

    def __rsub__(self, other):
        return other + (-self)

    def __truediv__(self, other):
        return self * (1 / other) if isinstance(other, (int, float)) else self * other ** (-1)

    def __rtruediv__(self, other):
        return other * self ** (-1)
