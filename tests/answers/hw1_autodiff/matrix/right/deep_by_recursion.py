# Both passes by recursion.
# %% deep_forward_code
def deep_forward(x, weights, biases):
    q = weights[0] @ x + biases[0]
    if len(weights) == 1:
        return q
    return deep_forward(q * (q > 0), weights[1:], biases[1:])

# %% deep_backward_code
def deep_backward(x, y, weights, biases):
    def down(h, l):
        q = weights[l] @ h + biases[l]
        if l == len(weights) - 1:
            delta, dW, db = 2 * (q - y), [], []
        else:
            upstream, dW, db = down(np.maximum(q, 0), l + 1)
            delta = upstream * (q > 0)
        return weights[l].T @ delta, [np.outer(delta, h)] + dW, [delta] + db

    _, dW, db = down(x, 0)
    return dW, db

# %% forward_count_code
def forward_operations(widths):
    if len(widths) == 2:
        return 2 * widths[0] * widths[1]
    return 2 * widths[0] * widths[1] + widths[1] + forward_operations(widths[1:])

# %% backward_count_code
def backward_operations(widths):
    products = [n * m for n, m in zip(widths, widths[1:])]
    return widths[-1] + 3 * sum(products) - 2 * products[0]
