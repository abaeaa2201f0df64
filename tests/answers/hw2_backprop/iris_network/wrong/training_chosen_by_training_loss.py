# best is chosen by the training loss instead of the validation loss.
# loses: training_by_validation
# %% training_explore
def explore(data, combinations):
    np.random.seed(189)
    networks = []
    for learning_rate, width in combinations:
        network = make_network(learning_rate, width)
        network.train(data, EPOCHS)
        networks.append(network)
    return int(np.argmin([network.history["train_loss"][-1] for network in networks])), networks
