# Gradients also come from results other than the one that backward was called on: numbers that this one does not depend
# on must keep 0.
# loses: scalar_leaves
# %% scalar_class
class Scalar(Arithmetic):

    made = 0

    def __init__(self, data, parents=()):
        Scalar.all = getattr(Scalar, 'all', []) + [self]
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
        reached, waiting = {self}, [self]
        while waiting:
            new = {parent for parent, _ in waiting.pop().parents} - reached
            reached |= new
            waiting += new
        used = {id(p) for n in Scalar.all for p, _ in n.parents}
        for node in Scalar.all:
            node.grad = float(id(node) not in used)
        for node in sorted(Scalar.all, key=lambda node: -node.serial):
            for parent, slope in node.parents:
                parent.grad += node.grad * slope
