# The tests fail for every network, a right one included: look at the expected values and at the tolerance.
# loses: tests_public, tests_check
# %% tests_code
def count_failed_tests(network_class):
    network = network_of(network_class, example_parameters(), "relu", "identity")
    right = torch.tensor([[1.0, 2.0]])
    return int(not torch.allclose(network.forward(torch.ones(1, 2)), right))
