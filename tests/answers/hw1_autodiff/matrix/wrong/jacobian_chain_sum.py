# In the Jacobian of the composition, entries of W1 and W2 are added where they should be multiplied.
# loses: jacobian_chain_public, jacobian_chain_whole
# %% jacobian_chain_code
def chain_jacobians(W1, W2):
    return W1, W2, W2.sum(axis=1)[:, None] + W1.sum(axis=0)


def square_jacobian(W):
    return W @ W
