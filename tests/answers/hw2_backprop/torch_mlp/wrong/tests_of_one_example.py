# A batch of one cannot tell a mean from a sum, and zero biases hide a bias that is not used.
# loses: tests_check
# %% tests_code
def count_failed_tests(network_class):
    parameters = example_parameters()
    parameters["b2"] = torch.zeros(2)
    network = network_of(network_class, parameters, "relu", "identity")
    x, G = torch.tensor([[1.0, 2.0]]), torch.tensor([[1.0, -2.0]])
    hidden = torch.relu(x @ parameters["W1"].T + parameters["b1"])
    failed = int(not torch.allclose(network.forward(x), hidden @ parameters["W2"].T))
    got = gradients_of(network, x, G)
    return failed + int(not torch.allclose(got["W2"], G.T @ hidden)) + int(not torch.allclose(got["b2"], G[0]))
