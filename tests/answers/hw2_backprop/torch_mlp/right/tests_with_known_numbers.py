# Tests against numbers that were worked out by hand.
# %% tests_code
def count_failed_tests(network_class):
    x, G = torch.tensor([[1.0, 2.0], [-1.0, 2.0]]), torch.tensor([[1.0, -2.0], [0.5, 1.0]])
    network = network_of(network_class, example_parameters(), "relu", "identity")
    got = [network.forward(x), *gradients_of(network, x, G).values()]
    right = [
        [[2.0, -0.5], [2.0, 0.0]],
        [[3.0, 6.0], [-1.25, 0.5], [-2.0, 4.0]],
        [3.0, 0.25, 2.0],
        [[0.5, 2.5, 0.25], [-1.0, -3.0, 0.5]],
        [1.5, -1.0],
    ]
    return sum(not torch.allclose(value, torch.tensor(known), atol=1e-4) for value, known in zip(got, right))
