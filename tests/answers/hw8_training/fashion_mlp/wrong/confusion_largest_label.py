# The largest label that occurs decides the size.
# loses: confusion_fresh
# %% confusion_answer
def confusion_matrix(y, predicted, num_classes):
    n = int(max(y.max(), predicted.max())) + 1
    return torch.bincount(n * y + predicted, minlength=n * n).reshape(n, n)
