# The counts are floats; they must be int64.
# loses: confusion_public, confusion_fresh
# %% confusion_answer
def confusion_matrix(y, predicted, num_classes):
    return torch.bincount(num_classes * y + predicted, minlength=num_classes**2).reshape(num_classes, num_classes).double()
