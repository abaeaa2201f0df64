# square_jacobian squares each entry of W by itself, which is not a matrix product.
# loses: jacobian_chain_equal
# %% jacobian_chain_code
def chain_jacobians(W1, W2):
    return W1, W2, W2 @ W1


def square_jacobian(W):
    return W**2
