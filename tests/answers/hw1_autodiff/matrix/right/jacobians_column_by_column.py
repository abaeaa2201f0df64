# Each column is what the map does to a unit vector.
# %% jacobian_sum_code
def of_linear(function, size):
    return np.stack([function(unit) for unit in np.eye(size)], axis=1)


def sum_jacobians(W1, W2):
    a = W1.shape[1]
    maps = (lambda x: W1 @ x, lambda x: W2 @ x, lambda x: W1 @ x + W2 @ x)
    return [of_linear(function, a) for function in maps]


def twice_jacobian(W):
    return of_linear(lambda x: W @ x + W @ x, W.shape[1])

# %% jacobian_chain_code
def chain_jacobians(W1, W2):
    f, g = (lambda x: W1 @ x), (lambda x: W2 @ x)
    return [of_linear(f, W1.shape[1]), of_linear(g, W2.shape[1]), of_linear(lambda x: g(f(x)), W1.shape[1])]


def square_jacobian(W):
    return of_linear(lambda x: W @ (W @ x), len(W))
