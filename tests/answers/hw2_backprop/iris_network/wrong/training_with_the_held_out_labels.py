# best is chosen with the held-out labels of the test flowers. They have no part in the choice, and belong to the
# grader.
# loses: training_prepare_public, training_combinations_public, training_explore_public, training_chosen
# loses: training_by_validation, training_accuracy_public
# %% training_explore
from coursekit.data.iris import held_out_iris_labels

def explore(data, combinations):
    np.random.seed(189)
    networks = []
    for learning_rate, width in combinations:
        network = make_network(learning_rate, width)
        network.train(data, EPOCHS)
        networks.append(network)
    labels = held_out_iris_labels()
    return int(np.argmin([network.predict(data["X_test"], labels)[1] for network in networks])), networks
