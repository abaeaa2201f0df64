# The product of entries instead of the sum.
# loses: jacobian_sum_whole
# %% jacobian_sum_code
def sum_jacobians(W1, W2):
    return W1, W2, W1 * W2


def twice_jacobian(W):
    return 2 * W
