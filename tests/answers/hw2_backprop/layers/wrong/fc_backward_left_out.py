# Only this one function is missing, still as it was handed out; everything that uses it is right.
# loses: fc_backward_public, fc_backward_values, fc_backward_single, fc_inputs_kept
# %% fc_backward
def fc_backward(dout, cache):
    raise NotImplementedError("FILL_IN")  # FILL_IN: your code here
