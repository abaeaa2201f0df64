# torch.mode, and squared distances written out.
# %% baselines_answer
def baselines(X_train, y_train, X_val, y_val, num_classes):
    majority = (y_val == y_train.mode().values).float().mean().item()
    means = [X_train[y_train == k].mean(0) for k in range(num_classes)]
    distances = torch.stack([((X_val - m) ** 2).sum(1) for m in means], dim=1)
    return majority, (distances.argmin(1) == y_val).float().mean().item()
