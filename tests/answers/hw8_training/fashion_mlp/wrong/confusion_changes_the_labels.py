# The labels are multiplied in place.
# loses: confusion_fresh
# %% confusion_answer
def confusion_matrix(y, predicted, num_classes):
    y *= num_classes
    y += predicted
    return torch.bincount(y, minlength=num_classes**2).reshape(num_classes, num_classes)
