# The function changes the labels y that it gets; they must stay as they are.
# loses: confusion_public, confusion_fresh
# %% confusion_answer
def confusion_matrix(y, predicted, num_classes):
    y *= num_classes
    y += predicted
    return torch.bincount(y, minlength=num_classes**2).reshape(num_classes, num_classes)
