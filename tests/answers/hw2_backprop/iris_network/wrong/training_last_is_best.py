# best is always the last network, whatever its validation loss.
# loses: training_chosen, training_by_validation
# %% training_explore
def explore(data, combinations):
    np.random.seed(189)
    networks = []
    for learning_rate, width in combinations:
        network = make_network(learning_rate, width)
        network.train(data, EPOCHS)
        networks.append(network)
    return len(networks) - 1, networks
