# Rows and columns are exchanged: the rows are for the true classes, the columns for the predicted ones.
# loses: confusion_public, confusion_fresh
# %% confusion_answer
def confusion_matrix(y, predicted, num_classes):
    return torch.bincount(num_classes * predicted + y, minlength=num_classes**2).reshape(num_classes, num_classes)
