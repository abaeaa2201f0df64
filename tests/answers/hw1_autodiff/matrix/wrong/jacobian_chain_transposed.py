# The results of chain_jacobians are transposed: numerator layout has one row for each output.
# loses: jacobian_chain_public, jacobian_chain_parts, jacobian_chain_whole
# %% jacobian_chain_code
def chain_jacobians(W1, W2):
    return W1.T, W2.T, (W2 @ W1).T


def square_jacobian(W):
    return W @ W
