# torch.unique numbers the different images of both sets.
# %% leaked_answer
def leaked(X_train, X_val):
    _, number = torch.unique(torch.cat([X_train, X_val]), dim=0, return_inverse=True)
    return int(torch.isin(number[len(X_train):], number[: len(X_train)]).sum())
