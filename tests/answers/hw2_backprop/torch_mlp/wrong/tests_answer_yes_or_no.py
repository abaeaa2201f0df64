# True or False is returned instead of the number of failed tests.
# loses: tests_public, tests_check
# %% tests_code
def count_failed_tests(network_class):
    network = network_of(network_class, example_parameters(), "relu", "identity")
    right = torch.tensor([[2.0, -0.5], [2.0, 0.0]])
    return not torch.allclose(network.forward(torch.tensor([[1.0, 2.0], [-1.0, 2.0]])), right)
