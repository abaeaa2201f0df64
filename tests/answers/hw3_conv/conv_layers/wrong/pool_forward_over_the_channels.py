# The maximum is taken over all channels together. Each channel is pooled for itself: right only for one channel.
# loses: max_pool_forward_public, max_pool_forward_values, max_pool_negative, max_pool_odd, max_pool_backward_public
# loses: max_pool_backward_values, max_pool_backward_repeated, max_pool_backward_overlap, max_pool_inputs_kept
# %% max_pool_forward
def max_pool_forward(x, pool_param):
    ph, pw, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    N, C, H, W = x.shape
    out = np.zeros((N, C, (H - ph) // s + 1, (W - pw) // s + 1))
    for n in range(N):
        for i in range(out.shape[2]):
            for j in range(out.shape[3]):
                out[n, :, i, j] = x[n, :, i * s:i * s + ph, j * s:j * s + pw].max()
    return out, (x, pool_param)
