# square_jacobian doubles W, as for the sum W x + W x; W (W x) is a composition.
# loses: jacobian_chain_equal
# %% jacobian_chain_code
def chain_jacobians(W1, W2):
    return W1, W2, W2 @ W1


def square_jacobian(W):
    return 2 * W
