# One and the same network is trained again and again. Each combination needs a new one.
# loses: training_explore_public, training_chosen, training_by_validation, training_accuracy_public
# %% training_explore
def explore(data, combinations):
    np.random.seed(189)
    network = make_network(*combinations[0])
    networks = []
    for learning_rate, width in combinations:
        network.train(data, EPOCHS)
        networks.append(network)
    return int(np.argmin([network.history["val_loss"][-1] for network in networks])), networks
