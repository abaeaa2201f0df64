# The function changes the images that it gets: they are centred in place, and adding the mean again afterwards does not
# restore them exactly.
# loses: baselines_fresh
# %% baselines_answer
def baselines(X_train, y_train, X_val, y_val, num_classes):
    middle = X_train.mean(dim=0)
    X_val -= middle
    X_train -= middle
    common = torch.bincount(y_train, minlength=num_classes).argmax()
    means = torch.stack([X_train[y_train == label].mean(dim=0) for label in range(num_classes)])
    nearest = torch.cdist(X_val, means).argmin(dim=1)
    X_val += middle
    X_train += middle
    return float((y_val == common).double().mean()), float((y_val == nearest).double().mean())
