# topk over the probabilities, with right answers at -1.
# %% mistakes_answer
def confident_mistakes(scores, y, count):
    p, predicted = torch.softmax(scores, 1).max(1)
    p = p.clone()
    p[predicted == y] = -1
    return p.topk(min(count, int((predicted != y).sum()))).indices
