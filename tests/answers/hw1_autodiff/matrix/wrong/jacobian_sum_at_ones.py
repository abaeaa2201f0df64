# The Jacobian of f + g is multiplied by a vector of ones: each of its rows is summed to one number.
# loses: jacobian_sum_public, jacobian_sum_whole
# %% jacobian_sum_code
def sum_jacobians(W1, W2):
    return W1, W2, (W1 + W2) @ np.ones(W1.shape[1])


def twice_jacobian(W):
    return 2 * W
