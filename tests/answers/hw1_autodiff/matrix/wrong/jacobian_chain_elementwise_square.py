# The square of each entry.
# loses: jacobian_chain_equal
# %% jacobian_chain_code
def chain_jacobians(W1, W2):
    return W1, W2, W2 @ W1


def square_jacobian(W):
    return W**2
