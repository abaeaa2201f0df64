# The hidden layer uses the sigmoid; f is tanh.
# loses: classification_public, classification_forward_fresh, classification_backward_fresh
# %% classification_forward
def classification_forward(x, W1, b1, W2, b2):
    """The forward pass for f = tanh and g = sigmoid. Arguments and results as in `regression_forward`."""
    s1 = W1 @ x + b1
    a1 = torch.sigmoid(s1)
    s2 = W2 @ a1 + b2
    return s1, a1, s2, torch.sigmoid(s2)

