# An indexed addition, which counts each pair once only.
# loses: confusion_public, confusion_fresh
# %% confusion_answer
def confusion_matrix(y, predicted, num_classes):
    counts = torch.zeros((num_classes, num_classes), dtype=torch.int64)
    counts[y, predicted] += 1
    return counts
