# The diagonal alone, one number a unit: not a matrix.
# loses: relu_jacobian_public, relu_jacobian_fresh
# %% relu_jacobian
def relu_jacobian(x):
    return np.where(x > 0, 1.0, 0.0)
