# majority is one divided by the number of classes; it must be the share of validation images that belong to the most
# common training class.
# loses: baselines_public, baselines_fresh
# %% baselines_answer
def baselines(X_train, y_train, X_val, y_val, num_classes):
    common = torch.bincount(y_train, minlength=num_classes).argmax()
    means = torch.stack([X_train[y_train == label].mean(dim=0) for label in range(num_classes)])
    nearest = torch.cdist(X_val, means).argmin(dim=1)
    return 1 / num_classes, float((y_val == nearest).double().mean())
