# The loss from small functions in a cell of its own, with type hints; labels compared with np.arange; a list returned.
# %% +after relu_inputs_kept
def log_sum_exp(scores: np.ndarray) -> np.ndarray:
    """(N, C) to (N, 1)."""
    largest = scores.max(axis=1, keepdims=True)
    return largest + np.log(np.exp(scores - largest).sum(axis=1, keepdims=True))


def log_softmax(scores: np.ndarray) -> np.ndarray:
    return scores - log_sum_exp(scores)


assert np.allclose(np.exp(log_softmax(np.zeros((2, 4)))), 0.25)

# %% softmax_loss
def softmax_loss(x: np.ndarray, y: np.ndarray) -> list:
    log_p = log_softmax(x)
    right = y[:, None] == np.arange(x.shape[1])
    return [-log_p[right].mean(), (np.exp(log_p) - right) / len(x)]
