# index_put_ with accumulate, 32-bit integers.
# %% confusion_answer
def confusion_matrix(y, predicted, num_classes):
    counts = torch.zeros(num_classes, num_classes, dtype=torch.int32)
    return counts.index_put_((y, predicted), torch.tensor(1, dtype=torch.int32), accumulate=True)
