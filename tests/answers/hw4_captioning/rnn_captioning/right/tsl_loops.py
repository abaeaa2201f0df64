# Loops over sentences and steps; a step that does not count is skipped.
# %% temporal_softmax_loss
def temporal_softmax_loss(x, y, mask):
    N, T, V = x.shape
    loss, dx = 0.0, np.zeros((N, T, V))
    for n in range(N):
        for t in range(T):
            if not mask[n, t]:
                continue
            e = np.exp(x[n, t] - x[n, t].max())
            p = e / e.sum()
            loss += -np.log(p[y[n, t]]) / N
            p[y[n, t]] -= 1
            dx[n, t] = p / N
    return loss, dx
