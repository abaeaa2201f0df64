# For dL/dX[n, i] only the path through output j is followed; the other outputs use x[n, i], too.
# loses: fc_elements_public, fc_elements_input
# %% fc_elements
def fc_elements(x, w, dout, n, i, j):
    weight_gradient, bias_gradient = 0.0, 0.0
    for inputs, upstream in zip(x, dout):
        weight_gradient += inputs[i] * upstream[j]
        bias_gradient += upstream[j]
    return weight_gradient, bias_gradient, w[i, j] * dout[n, j]
