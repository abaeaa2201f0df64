# The network is left in training mode, although it came in evaluation mode.
# loses: ascent_weights
# %% ascent_answer
def gradient_descent(input, model, loss, iterations=256):
    model.eval()
    image = input.detach().clone().requires_grad_(True)
    for _ in range(iterations):
        (gradient,) = torch.autograd.grad(loss(model(normalize_and_jitter(image))), image)
        with torch.no_grad():
            image += 0.05 * gradient
    model.train()
    return image.detach()
