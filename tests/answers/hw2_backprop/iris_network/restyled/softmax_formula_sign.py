# The product of the two probabilities is positive and the diagonal is taken off: the whole Jacobian has the other sign.
# loses: softmax_formula_public, softmax_formula_fresh
# %% softmax_formula
def softmax_jacobian(s):
    powers = [np.exp(score) for score in s]
    p = [power / sum(powers) for power in powers]
    jacobian = np.empty((len(s), len(s)))
    for i in range(len(s)):
        for j in range(len(s)):
            jacobian[i, j] = p[i] * (p[i] - 1) if i == j else p[i] * p[j]
    return jacobian
