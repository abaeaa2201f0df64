# The error of the output is p - y: the 2 from the derivative of the square is not there.
# loses: deep_backward_public, deep_backward_weights, deep_backward_biases, deep_backward_edges
# %% deep_backward_code
def deep_backward(x, y, weights, biases):
    def pass_layer(place, below):
        """Gradients of this layer and all above it, and the gradient by what comes from below."""
        W, q = weights[place], weights[place] @ below + biases[place]
        if place + 1 == len(weights):
            error, above_W, above_b = q - y, [], []
        else:
            above_W, above_b, error = pass_layer(place + 1, np.maximum(q, 0))
            error = np.where(q > 0, error, 0.0)
        return [error[:, None] * below[None, :], *above_W], [error, *above_b], error @ W

    by_weights, by_biases, _ = pass_layer(0, x)
    return by_weights, by_biases
