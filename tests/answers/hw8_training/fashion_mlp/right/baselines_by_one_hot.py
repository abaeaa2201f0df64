# Means as one matrix product, and the results as tensors without axes.
# %% baselines_answer
def baselines(X_train, y_train, X_val, y_val, num_classes):
    one_hot = nn.functional.one_hot(y_train, num_classes).to(X_train.dtype)
    means = (one_hot.T @ X_train) / one_hot.sum(0)[:, None]
    scores = X_val @ means.T - (means ** 2).sum(1) / 2
    counts = one_hot.sum(0)
    return (y_val == counts.argmax()).double().mean(), (scores.argmax(1) == y_val).double().mean()
