# Every answer differs from the reference: mathematicians' names, keyword arguments, loops where they are allowed.
# %% fc_forward
def fc_forward(x, w, b):
    Y = np.tensordot(x, w, axes=1) + np.broadcast_to(b, (len(x), len(b)))
    return Y, {"X": x, "W": w}

# %% fc_elements
def fc_elements(x, w, dout, n, i, j):
    def total(terms):
        terms = list(terms)
        return terms[0] + total(terms[1:]) if terms else 0.0

    N, M = dout.shape
    return (
        total(x[k, i] * dout[k, j] for k in range(N)),
        total(dout[k, j] for k in range(N)),
        total(dout[n, m] * w[i, m] for m in range(M)),
    )

# %% fc_backward
def fc_backward(dout, cache):
    X, W = cache["X"], cache["W"]
    dX = np.inner(dout, W)
    dW = sum(np.outer(row, upstream) for row, upstream in zip(X, dout))
    db = np.add.reduce(dout, axis=0)
    return dX, dW, db

# %% relu_forward
def relu_forward(x):
    return np.fmax(x, 0.0), None if x.size == 0 else x

# %% relu_jacobian
def relu_jacobian(x):
    rows = []
    for l in range(len(x)):
        row = np.zeros(len(x))
        row[l] = 1.0 if x[l] > 0 else 0.0
        rows.append(row)
    return np.stack(rows)

# %% relu_backward
def relu_backward(dout, cache):
    return np.select([cache > 0, cache <= 0], [dout, np.zeros(dout.shape)])

# %% softmax_loss
def softmax_loss(x, y):
    N = np.shape(x)[0]
    m = np.amax(x, axis=-1)
    log_Z = m + np.log(np.sum(np.exp((x.T - m).T), axis=-1))
    loss = np.average(log_Z - x[(np.arange(N), y)])
    P = np.exp((x.T - log_Z).T)
    T = np.zeros(x.shape)
    T[np.arange(N), y] = 1.0
    return np.float64(loss), np.divide(P - T, N)

# %% classifier_model
class SoftmaxClassifier:
    def __init__(self, input_dim=784, hidden_dim=100, num_classes=10, weight_scale=1e-3):
        draw = lambda *shape: np.random.normal(loc=0.0, scale=weight_scale, size=shape)
        self.params = {"b2": np.zeros(num_classes), "b1": np.zeros(hidden_dim)}
        self.params.update(W2=draw(hidden_dim, num_classes), W1=draw(input_dim, hidden_dim))

    def layer(self, number):
        return {"w": self.params[f"W{number}"], "b": self.params[f"b{number}"]}

    def loss(self, X, y=None):
        Z1, cache1 = fc_forward(X, **self.layer(1))
        H, mask = relu_forward(Z1)
        S, cache2 = fc_forward(x=H, **self.layer(2))
        if not isinstance(y, np.ndarray):
            return S
        L, dS = softmax_loss(S, y)
        grads = {}
        dH, grads["W2"], grads["b2"] = fc_backward(dS, cache2)
        dX, grads["W1"], grads["b1"] = fc_backward(dout=relu_backward(dH, mask), cache=cache1)
        return L, grads

# %% training_sizes
HIDDEN_DIMS = (10, 40, 25)

# %% training_search
def search(data, hidden_dims):
    np.random.seed(545)

    def trained(size):
        model = SoftmaxClassifier(hidden_dim=size, input_dim=data["X_train"].shape[1], num_classes=data["num_classes"])
        solver = Solver(model=model, data=data, verbose=False, **TRAINING)
        solver.train()
        return solver

    solvers = {size: trained(size) for size in hidden_dims}
    best = max(solvers.values(), key=lambda solver: solver.best_val_acc)
    return best.model, {size: solver.best_val_acc for size, solver in solvers.items()}
