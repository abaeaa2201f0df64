# twice_jacobian returns W: only one of the two terms of W x + W x is counted.
# loses: jacobian_sum_equal
# %% jacobian_sum_code
def sum_jacobians(W1, W2):
    return W1, W2, W1 + W2


def twice_jacobian(W):
    return W.copy()
