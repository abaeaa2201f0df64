# fc_backward is still as it was handed out: it only raises an error.
# loses: fc_backward_public, fc_backward_values, fc_backward_single, fc_inputs_kept
# %% fc_backward
def fc_backward(dout, cache):
    raise NotImplementedError("FILL_IN")  # FILL_IN: your code here
