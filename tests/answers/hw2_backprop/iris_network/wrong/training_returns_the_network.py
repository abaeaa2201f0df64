# best is the network itself. Its place in the list, an int, is asked for.
# loses: training_explore_public, training_chosen, training_by_validation, training_accuracy_public
# %% training_explore
def explore(data, combinations):
    np.random.seed(189)
    networks = []
    for learning_rate, width in combinations:
        network = make_network(learning_rate, width)
        network.train(data, EPOCHS)
        networks.append(network)
    return min(networks, key=lambda network: network.history["val_loss"][-1]), networks
