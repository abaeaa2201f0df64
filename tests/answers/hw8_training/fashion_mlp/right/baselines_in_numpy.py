# Everything in NumPy, with loops.
# %% baselines_answer
def baselines(X_train, y_train, X_val, y_val, num_classes):
    X, y, V, v = (t.numpy() for t in (X_train, y_train, X_val, y_val))
    majority = np.mean(v == np.bincount(y).argmax())
    means = np.array([X[y == k].mean(axis=0) for k in range(num_classes)])
    hits = 0
    for row, label in zip(V, v):
        hits += np.linalg.norm(means - row, axis=1).argmin() == label
    return majority, hits / len(v)
