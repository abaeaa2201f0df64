# All three gradients belong to indices that are one too small: n, i and j already count from 0.
# loses: fc_elements_public, fc_elements_weight, fc_elements_bias, fc_elements_input
# %% fc_elements
def fc_elements(x, w, dout, n, i, j):
    n, i, j = n - 1, i - 1, j - 1
    return x[:, i] @ dout[:, j], dout[:, j].sum(), dout[n] @ w[i]
