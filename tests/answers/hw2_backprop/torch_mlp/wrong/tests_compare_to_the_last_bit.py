# Results are compared with those of MLP to the last bit, so that a right class which rounds differently is said to be wrong.
# loses: tests_check
# %% tests_code
def count_failed_tests(network_class):
    x, G = torch.tensor([[1.0, 2.0], [-1.0, 2.0], [0.5, -2.0]]), torch.tensor([[1.0, -2.0], [0.5, 1.0], [2.0, 1.0]])
    results = []
    for kind in (network_class, MLP):
        network = network_of(kind, example_parameters(), "relu", "sigmoid")
        results.append([network.forward(x), *gradients_of(network, x, G).values()])
    return sum(not torch.equal(found, right) for found, right in zip(*results))
