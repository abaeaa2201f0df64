# The matrix is symmetric: entries (i, j) and (j, i) are added up, although they count different mistakes.
# loses: confusion_public, confusion_fresh
# %% confusion_answer
def confusion_matrix(y, predicted, num_classes):
    counts = torch.bincount(num_classes * y + predicted, minlength=num_classes**2).reshape(num_classes, num_classes)
    return counts + counts.T - torch.diag(counts.diagonal())
