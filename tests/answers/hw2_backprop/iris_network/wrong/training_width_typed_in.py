# All networks have the same number of hidden units, whatever the combination says.
# loses: training_explore_public
# %% training_explore
def explore(data, combinations):
    np.random.seed(189)
    networks = []
    for learning_rate, width in combinations:
        network = make_network(learning_rate, 8)
        network.train(data, EPOCHS)
        networks.append(network)
    return int(np.argmin([network.history["val_loss"][-1] for network in networks])), networks
