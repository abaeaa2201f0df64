# For the Jacobian of f + g, the entries of W1 and W2 are multiplied.
# loses: jacobian_sum_public, jacobian_sum_whole
# %% jacobian_sum_code
def sum_jacobians(W1, W2):
    return W1, W2, W1 * W2


def twice_jacobian(W):
    return 2 * W
