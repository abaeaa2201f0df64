# nearest_mean takes the class with the largest scalar product of image and mean, which favours long means; it must be
# the smallest Euclidean distance.
# loses: baselines_public, baselines_fresh
# %% baselines_answer
def baselines(X_train, y_train, X_val, y_val, num_classes):
    common = torch.bincount(y_train, minlength=num_classes).argmax()
    means = torch.stack([X_train[y_train == label].mean(dim=0) for label in range(num_classes)])
    nearest = (X_val @ means.T).argmax(dim=1)
    return float((y_val == common).double().mean()), float((y_val == nearest).double().mean())
