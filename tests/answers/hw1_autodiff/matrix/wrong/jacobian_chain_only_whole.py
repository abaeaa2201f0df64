# All three results are the Jacobian of the composition; the first two should be those of f and g.
# loses: jacobian_chain_parts
# %% jacobian_chain_code
def chain_jacobians(W1, W2):
    return W2 @ W1, W2 @ W1, W2 @ W1


def square_jacobian(W):
    return W @ W
