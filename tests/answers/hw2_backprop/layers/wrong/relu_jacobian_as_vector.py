# Only the diagonal of the Jacobian is returned, one number for each unit. A matrix of shape (D, D) is asked for.
# loses: relu_jacobian_public, relu_jacobian_fresh
# %% relu_jacobian
def relu_jacobian(x):
    return np.where(x > 0, 1.0, 0.0)
