# The tests pass for every network, whatever it computes.
# loses: tests_public, tests_check
# %% tests_code
def count_failed_tests(network_class):
    network = network_class(3, 4, "relu", 4, 2, "identity")
    return int(network.forward(torch.ones(5, 3)).shape != (5, 2))
