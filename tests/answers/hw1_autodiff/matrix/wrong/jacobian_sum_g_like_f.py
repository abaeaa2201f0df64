# The Jacobian of g is given as that of f.
# loses: jacobian_sum_parts
# %% jacobian_sum_code
def sum_jacobians(W1, W2):
    return W1, W1, W1 + W2


def twice_jacobian(W):
    return 2 * W
