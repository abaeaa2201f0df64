# The parameters move uphill: the step has the wrong sign, or the loss gets y and y_hat in the wrong order.
# loses: steps_check
# %% steps_code
def train_step(network, loss, x, y, learning_rate):
    """One step of gradient descent on one batch, in five parts.

    network: an MLP; loss: mse_loss or bce_loss; x: float32 (N, n); y: float32 (N, K). Changes network.parameters.
    Returns J, the loss before the step.
    """
    network.clear_grad_and_cache()
    y_hat = network.forward(x)
    J, dJdy_hat = loss(y, y_hat)
    network.backward(dJdy_hat)
    for name in network.parameters:
        network.parameters[name] += learning_rate * network.grads[f"dJd{name}"]
    return J

