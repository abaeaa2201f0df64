# A loop over the entries of the window; of equal maxima the last one takes all.
# %% max_pool_forward
def max_pool_forward(x, pool_param):
    h, w, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    rows, columns = (x.shape[2] - h) // s + 1, (x.shape[3] - w) // s + 1
    best = np.full((x.shape[0], x.shape[1], rows, columns), -np.inf)
    where = np.zeros(best.shape, dtype=int)
    for place in range(h * w):
        p, q = divmod(place, w)
        part = x[:, :, p:p + s * (rows - 1) + 1:s, q:q + s * (columns - 1) + 1:s]
        where[part >= best] = place
        best = np.maximum(best, part)
    return best, dict(where=where, shape=x.shape, w=w, h=h, s=s)

# %% max_pool_backward
def max_pool_backward(dout, cache):
    dx = np.zeros(cache["shape"])
    s, rows, columns = cache["s"], *dout.shape[2:]
    for place in range(cache["h"] * cache["w"]):
        p, q = divmod(place, cache["w"])
        here = np.where(cache["where"] == place, dout, 0)
        dx[:, :, p:p + s * (rows - 1) + 1:s, q:q + s * (columns - 1) + 1:s] += here
    return dx
