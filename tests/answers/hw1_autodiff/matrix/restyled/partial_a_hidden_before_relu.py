# The second layer is fed with W1 x + b1 as it is: the ReLU between the layers is missing.
# loses: partial_a_public, partial_a_loss, partial_a_by_weight, partial_a_weights, partial_a_bias
# %% partial_a_code
def partials_a(x, y, W1, b1, W2, b2):
    units, outputs = len(b1), len(y)
    hidden = np.array([np.dot(W1[k], x) + b1[k] for k in range(units)])
    dp = np.zeros(outputs)
    for i in range(outputs):
        p_i = b2[i] + sum(W2[i, k] * hidden[k] for k in range(units))
        dp[i] = p_i - y[i] + p_i - y[i]
    dp_dW2 = np.zeros(W2.shape)
    dW2 = np.zeros(W2.shape)
    for i in range(outputs):
        for k in range(units):
            dp_dW2[i, k] = hidden[k]
            dW2[i, k] = dp[i] * hidden[k]
    return dp, dp_dW2, dW2, dp.copy(), W2.copy()
