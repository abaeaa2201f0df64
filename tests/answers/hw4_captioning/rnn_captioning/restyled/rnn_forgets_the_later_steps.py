# Each step goes back on its own: what the following step sends to its state is dropped.
# loses: rnn_public, rnn_backward_fresh, rnn_unchanged
# %% rnn_layer
def rnn_forward(x, h0, Wx, Wh, b):
    states, tapes = [h0], {}
    for t in range(len(x)):
        following, tapes[t] = rnn_step_forward(x[t], states[-1], Wx, Wh, b)
        states.append(following)
    return np.array(states[1:]), tapes


def rnn_backward(dh, cache):
    steps = [rnn_step_backward(dh[t], cache[t]) for t in range(len(dh))]
    dx, dprev, dWx, dWh, db = zip(*steps)
    return np.stack(dx), dprev[0], sum(dWx), sum(dWh), sum(db)
