# The search by a helper and max over all pairs; ties go to the first.
# %% training_search
from itertools import product


def trained(data, f, h):
    net = ConvNet(input_dim=data["X_train"][0].shape, num_classes=data["num_classes"], filter_size=f, hidden_dim=h, **NETWORK)
    s = Solver(net, data, verbose=False, **TRAINING)
    s.train()
    return s


def search(data, filter_sizes, hidden_dims):
    np.random.seed(545)
    solvers = {pair: trained(data, *pair) for pair in product(filter_sizes, hidden_dims)}
    results = {f: {h: solvers[f, h].best_val_acc for h in hidden_dims} for f in filter_sizes}
    return max(solvers.values(), key=lambda s: s.best_val_acc).model, results

# %% training_sizes
FILTER_SIZES = [3, 4]
HIDDEN_DIMS = [16, 32]
