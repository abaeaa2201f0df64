# The cell has a syntax error, a missing parenthesis: convolve_valid does not exist.
# loses: conv2d_valid_public, conv2d_valid_fresh, conv2d_edge, conv2d_inputs_kept
# %% conv2d_valid
def convolve_valid(a, b):
    return filter_valid(a, b[::-1, ::-1]
