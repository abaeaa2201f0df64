# Biases as a column of the weights; counts by arrays of integers.
# %% deep_forward_code
def deep_forward(x, weights, biases):
    joined = [np.column_stack([W, b]) for W, b in zip(weights, biases)]
    v = np.append(x, 1.0)
    for A in joined[:-1]:
        v = np.append(np.maximum(A @ v, 0), 1.0)
    return joined[-1] @ v

# %% deep_backward_code
def deep_backward(x, y, weights, biases):
    vs = [np.append(x, 1.0)]
    for W, b in zip(weights[:-1], biases[:-1]):
        vs.append(np.append(np.maximum(np.column_stack([W, b]) @ vs[-1], 0), 1.0))
    delta = 2 * (deep_forward(x, weights, biases) - y)
    joined = []
    for W, v in zip(weights[::-1], vs[::-1]):
        joined.append(np.outer(delta, v))
        delta = (delta @ W) * (v[:-1] > 0)
    joined.reverse()
    return [A[:, :-1] for A in joined], [A[:, -1] for A in joined]

# %% forward_count_code
def forward_operations(widths):
    n = np.array(widths)
    return 2 * n[:-1] @ n[1:] + n[1:-1].sum()

# %% backward_count_code
def backward_operations(widths):
    n = np.asarray(widths)
    return n[-1] + 3 * (n[1:] @ n[:-1]) - 2 * n[0] * n[1]
