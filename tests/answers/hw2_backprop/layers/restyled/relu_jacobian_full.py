# A 1 stands at every pair of active units, not only where output and input are the same unit.
# loses: relu_jacobian_public, relu_jacobian_fresh
# %% relu_jacobian
def relu_jacobian(x):
    size = len(x)
    jacobian = np.zeros((size, size))
    for row in range(size):
        for column in range(size):
            if x[row] > 0 and x[column] > 0:
                jacobian[row, column] = 1.0
    return jacobian
