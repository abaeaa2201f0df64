# The ReLU's values on the diagonal, instead of its slopes.
# loses: relu_jacobian_public, relu_jacobian_fresh
# %% relu_jacobian
def relu_jacobian(x):
    return np.diag(np.maximum(x, 0))
