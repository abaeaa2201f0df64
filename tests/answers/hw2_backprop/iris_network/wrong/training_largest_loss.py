# best is the network with the largest validation loss. The one with the lowest is asked for.
# loses: training_chosen, training_by_validation, training_accuracy_public
# %% training_explore
def explore(data, combinations):
    np.random.seed(189)
    networks = []
    for learning_rate, width in combinations:
        network = make_network(learning_rate, width)
        network.train(data, EPOCHS)
        networks.append(network)
    return int(np.argmax([network.history["val_loss"][-1] for network in networks])), networks
