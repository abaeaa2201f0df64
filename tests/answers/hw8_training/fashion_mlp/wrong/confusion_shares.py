# Each row is divided by its sum, so the entries are shares; they must be counts.
# loses: confusion_public, confusion_fresh
# %% confusion_answer
def confusion_matrix(y, predicted, num_classes):
    counts = torch.bincount(num_classes * y + predicted, minlength=num_classes**2).reshape(num_classes, num_classes)
    return counts / counts.sum(dim=1, keepdim=True).clamp(min=1)
