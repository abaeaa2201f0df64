# The size of the matrix depends on which classes occur in y and predicted; a class that is missing from both needs a
# row and a column, too.
# loses: confusion_public, confusion_fresh
# %% confusion_answer
def confusion_matrix(y, predicted, num_classes):
    seen = torch.unique(torch.cat([y, predicted])).tolist()
    return torch.tensor([[int(((y == i) & (predicted == j)).sum()) for j in seen] for i in seen])
