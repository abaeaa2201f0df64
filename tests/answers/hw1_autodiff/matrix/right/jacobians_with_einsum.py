# einsum and matrix_power.
# %% jacobian_sum_code
def sum_jacobians(W1, W2):
    return W1, W2, np.sum([W1, W2], axis=0)


def twice_jacobian(W):
    return np.add(W, W)

# %% jacobian_chain_code
def chain_jacobians(W1, W2):
    return W1, W2, np.einsum("cb,ba->ca", W2, W1)


def square_jacobian(W):
    return np.linalg.matrix_power(W, 2)
