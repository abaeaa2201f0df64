# The diagonal is zero: images that are classified correctly are not counted.
# loses: confusion_public, confusion_fresh
# %% confusion_answer
def confusion_matrix(y, predicted, num_classes):
    counts = torch.zeros((num_classes, num_classes), dtype=torch.int64)
    for i, j in zip(y.tolist(), predicted.tolist()):
        if i != j:
            counts[i, j] += 1
    return counts
