# Freezes the weights; plain steps with momentum; the input is changed in place.
# %% ascent_answer
def gradient_descent(input, model, loss, iterations=256):
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    input.requires_grad_(True)
    optimizer = torch.optim.SGD([input], lr=0.05, momentum=0.9, maximize=True)
    for _ in range(iterations):
        loss(model(normalize_and_jitter(input))).backward()
        optimizer.step()
        input.grad = None
    return input.detach()
