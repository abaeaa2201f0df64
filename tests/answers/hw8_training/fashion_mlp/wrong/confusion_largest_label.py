# The size of the matrix depends on which classes occur in y and predicted; a class that is missing from both needs a
# row and a column, too.
# loses: confusion_public, confusion_fresh
# %% confusion_answer
def confusion_matrix(y, predicted, num_classes):
    n = int(max(y.max(), predicted.max())) + 1
    return torch.bincount(n * y + predicted, minlength=n * n).reshape(n, n)
