# No optimizer and no evaluate: momentum and the measuring are written out.
# %% train_answer
def train(model, data, epochs):
    params = list(model.parameters())
    velocity = [torch.zeros_like(p) for p in params]
    history = {k: [] for k in ("train_loss", "train_accuracy", "val_loss", "val_accuracy")}
    for _ in range(epochs):
        model.train()
        for rows in torch.randperm(len(data["X_train"])).split(32):
            loss = nn.functional.cross_entropy(model(data["X_train"][rows]), data["y_train"][rows])
            gradients = torch.autograd.grad(loss, params)
            with torch.no_grad():
                for p, v, g in zip(params, velocity, gradients):
                    v.mul_(0.9).add_(g)
                    p.sub_(0.05 * v)
        model.eval()
        for k in ("train", "val"):
            with torch.no_grad():
                scores = model(data[f"X_{k}"])
            history[f"{k}_loss"].append(nn.functional.cross_entropy(scores, data[f"y_{k}"]).item())
            history[f"{k}_accuracy"].append((scores.argmax(1) == data[f"y_{k}"]).double().mean().item())
    return history
