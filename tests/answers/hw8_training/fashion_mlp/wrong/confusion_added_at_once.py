# No entry is larger than 1: when several images have the same true and predicted class, only one is counted. An indexed
# addition ignores repeated indices.
# loses: confusion_public, confusion_fresh
# %% confusion_answer
def confusion_matrix(y, predicted, num_classes):
    counts = torch.zeros((num_classes, num_classes), dtype=torch.int64)
    counts[y, predicted] += 1
    return counts
