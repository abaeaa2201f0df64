# Indices as in the formulas, q kept for the masks; counts by loops.
# %% deep_forward_code
def deep_forward(x, weights, biases):
    M = len(weights)
    h = {0: x}
    for l in range(1, M + 1):
        q = weights[l - 1].dot(h[l - 1]) + biases[l - 1]
        h[l] = q if l == M else np.where(q > 0, q, 0)
    return h[M]

# %% deep_backward_code
def deep_backward(x, y, weights, biases):
    M = len(weights)
    h, q = {0: x}, {}
    for l in range(1, M + 1):
        q[l] = weights[l - 1].dot(h[l - 1]) + biases[l - 1]
        h[l] = q[l] if l == M else np.maximum(0, q[l])
    delta = {M: 2 * (q[M] - y)}
    for l in range(M, 1, -1):
        delta[l - 1] = weights[l - 1].T.dot(delta[l])
        delta[l - 1][q[l - 1] <= 0] = 0
    return (
        [delta[l][:, None] * h[l - 1][None, :] for l in range(1, M + 1)],
        [delta[l] for l in range(1, M + 1)],
    )

# %% forward_count_code
def forward_operations(widths):
    total = 0
    for l in range(1, len(widths)):
        for _ in range(widths[l]):
            total += widths[l - 1]  # multiplications
            total += widths[l - 1] - 1  # additions
            total += 1  # bias
            total += l < len(widths) - 1  # ReLU
    return total

# %% backward_count_code
def backward_operations(widths):
    total = widths[-1]
    for l in range(len(widths) - 1, 0, -1):
        total += widths[l] * widths[l - 1]
        if l > 1:
            for _ in range(widths[l - 1]):
                total += widths[l] + (widths[l] - 1) + 1
    return total
