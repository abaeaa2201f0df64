# In the Jacobian of the composition, W1 and W2 are multiplied in the wrong order wherever both orders are possible, as
# for square matrices.
# loses: jacobian_chain_whole
# %% jacobian_chain_code
def chain_jacobians(W1, W2):
    return W1, W2, W1 @ W2 if W1.shape[1] == W2.shape[0] else W2 @ W1


def square_jacobian(W):
    return W @ W
