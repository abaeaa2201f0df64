# A product of one-hot matrices.
# %% confusion_answer
def confusion_matrix(y, predicted, num_classes):
    one, two = (nn.functional.one_hot(labels, num_classes) for labels in (y, predicted))
    return one.T @ two
