# Sums over indices.
# %% jacobian_sum_code
def sum_jacobians(W1, W2):
    total = np.empty(W1.shape)
    for i in range(W1.shape[0]):
        for j in range(W1.shape[1]):
            total[i, j] = W1[i, j] + W2[i, j]
    return W1.copy(), W2.copy(), total


def twice_jacobian(W):
    return sum_jacobians(W, W)[2]

# %% jacobian_chain_code
def chain_jacobians(W1, W2):
    product = np.zeros((W2.shape[0], W1.shape[1]))
    for i in range(W2.shape[0]):
        for j in range(W1.shape[1]):
            for k in range(W1.shape[0]):
                product[i, j] += W2[i, k] * W1[k, j]
    return W1.copy(), W2.copy(), product


def square_jacobian(W):
    return chain_jacobians(W, W)[2]
