# Closures in the style of micrograd, all operations in one class; its topological order without recursion.
# %% scalar_arithmetic
class Arithmetic:
    pass

# %% scalar_class
class Scalar:
    def __init__(self, data, children=()):
        self.data = data
        self.grad = 0
        self._prev = children
        self._backward = lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        out = Scalar(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        out = Scalar(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def __pow__(self, n):
        out = Scalar(self.data**n, (self,))

        def _backward():
            self.grad += n * self.data ** (n - 1) * out.grad

        out._backward = _backward
        return out

    def backward(self):
        topo, done, stack = [], set(), [(self, False)]
        while stack:
            node, finished = stack.pop()
            if finished:
                topo.append(node)
            elif node not in done:
                done.add(node)
                stack.append((node, True))
                stack += [(child, False) for child in node._prev]
        self.grad = 1
        for node in reversed(topo):
            node._backward()

    def __neg__(self):
        return self * -1

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return other + (-self)

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return other * self**-1

# %% scalar_functions
def unary(x, value, slope):
    out = Scalar(value, (x,))

    def _backward():
        x.grad += slope * out.grad

    out._backward = _backward
    return out


def scalar_sin(x):
    return unary(x, np.sin(x.data), np.cos(x.data))


def scalar_exp(x):
    return unary(x, np.exp(x.data), np.exp(x.data))


def scalar_relu(x):
    return unary(x, x.data if x.data >= 0 else 0.0, 1.0 if x.data >= 0 else 0.0)


Scalar.sin = scalar_sin
Scalar.exp = scalar_exp
Scalar.relu = scalar_relu
