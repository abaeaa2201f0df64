# The class means for nearest_mean are computed from the validation images; both baselines must learn from the training
# set alone.
# loses: baselines_public, baselines_fresh
# %% baselines_answer
def baselines(X_train, y_train, X_val, y_val, num_classes):
    common = torch.bincount(y_train, minlength=num_classes).argmax()
    means = torch.stack([X_val[y_val == label].mean(dim=0) for label in range(num_classes)])
    nearest = torch.cdist(X_val, means).argmin(dim=1)
    return float((y_val == common).double().mean()), float((y_val == nearest).double().mean())
