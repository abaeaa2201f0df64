# Tests that compare a class with MLP itself, within a tolerance.
# %% tests_code
def count_failed_tests(network_class):
    x, G = torch.tensor([[1.0, 2.0], [-1.0, 2.0], [0.5, -2.0]]), torch.tensor([[1.0, -2.0], [0.5, 1.0], [2.0, 1.0]])
    results = []
    for kind in (network_class, MLP):
        network = network_of(kind, example_parameters(), "relu", "sigmoid")
        results.append([network.forward(x), *gradients_of(network, x, G).values()])
    return sum(not torch.allclose(found, right, rtol=1e-4, atol=1e-5) for found, right in zip(*results))
