# The Jacobians are transposed: numerator layout has one row for each output.
# loses: jacobian_sum_public, jacobian_sum_parts, jacobian_sum_whole, jacobian_sum_equal
# %% jacobian_sum_code
def sum_jacobians(W1, W2):
    return W1.T, W2.T, (W1 + W2).T


def twice_jacobian(W):
    return 2 * W.T
