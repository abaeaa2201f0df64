# Element by element, as derived.
# %% partial_a_code
def partials_a(x, y, W1, b1, W2, b2):
    H2, H1 = W2.shape
    h = [max(sum(W1[j, k] * x[k] for k in range(len(x))) + b1[j], 0.0) for j in range(H1)]
    p = [sum(W2[i, k] * h[k] for k in range(H1)) + b2[i] for i in range(H2)]
    dp = np.array([2 * (p[i] - y[i]) for i in range(H2)])
    by_weight, weights = np.empty((H2, H1)), np.empty((H2, H1))
    for i in range(H2):
        for k in range(H1):
            by_weight[i, k] = h[k]
            weights[i, k] = dp[i] * h[k]
    return dp, by_weight, weights, dp.copy(), np.array(W2)

# %% partial_b_code
def partials_b(x, y, W1, b1, W2, b2):
    dp = partials_a(x, y, W1, b1, W2, b2)[0]
    q = W1 @ x + b1
    H1 = len(q)
    dh_dq = np.zeros((H1, H1))
    dh, dq = np.zeros(H1), np.zeros(H1)
    for i in range(H1):
        dh_dq[i, i] = 1.0 if q[i] > 0 else 0.0
        dh[i] = sum(dp[j] * W2[j, i] for j in range(len(dp)))
        dq[i] = dh[i] if q[i] > 0 else 0.0
    return dh_dq, dh, dq

# %% partial_c_code
def partials_c(x, y, W1, b1, W2, b2):
    dq = partials_b(x, y, W1, b1, W2, b2)[2]
    H1, D = W1.shape
    tensor = np.zeros((H1, H1, D))
    for i in range(H1):
        for j in range(H1):
            for k in range(D):
                tensor[i, j, k] = (i == j) * x[k]
    return tensor, np.array([[float(i == j) for j in range(H1)] for i in range(H1)]), np.outer(dq, x), dq
