# A sorted list of Python.
# %% mistakes_answer
def confident_mistakes(scores, y, count):
    p = scores.softmax(1)
    wrong = [i for i in range(len(y)) if p[i].argmax() != y[i]]
    wrong.sort(key=lambda i: -p[i].max().item())
    return torch.tensor(wrong[:count], dtype=torch.int64)
