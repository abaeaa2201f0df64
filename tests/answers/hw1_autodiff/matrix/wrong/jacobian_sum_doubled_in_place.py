# twice_jacobian doubles W itself, which must stay as it is.
# loses: jacobian_sum_equal
# %% jacobian_sum_code
def sum_jacobians(W1, W2):
    return W1, W2, W1 + W2


def twice_jacobian(W):
    W *= 2
    return W
