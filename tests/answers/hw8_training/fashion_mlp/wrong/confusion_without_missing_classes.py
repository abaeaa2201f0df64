# Classes that do not occur get neither row nor column.
# loses: confusion_fresh
# %% confusion_answer
def confusion_matrix(y, predicted, num_classes):
    seen = torch.unique(torch.cat([y, predicted])).tolist()
    return torch.tensor([[int(((y == i) & (predicted == j)).sum()) for j in seen] for i in seen])
