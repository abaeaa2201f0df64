# A falling learning rate, He's initialiser, a tuple of lists, smaller batches, and a loop that remembers the best so
# far.
# %% training_combinations
COMBINATIONS = ([0.001, 5], [0.001, 10], [0.01, 5], [0.01, 10], [0.1, 10])

# %% training_explore
def explore(data, combinations):
    np.random.seed(189)
    best, lowest, networks = None, np.inf, []
    for place, (rate, width) in enumerate(combinations):
        net = make_network(rate, width, schedule=optimizers.exponential_decay(0.98), weight_init="he_normal")
        net.train(data, epochs=EPOCHS, batch_size=5)
        out, loss = net.predict(data["X_val"], data["Y_val"])
        networks.append(net)
        if loss < lowest:
            best, lowest = place, loss
    return best, networks
