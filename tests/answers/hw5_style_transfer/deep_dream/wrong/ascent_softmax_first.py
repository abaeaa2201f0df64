# Puts a softmax between the model and the loss.
# loses: ascent_losses
# %% ascent_answer
def gradient_descent(input, model, loss, iterations=256):
    image = input.detach().clone().requires_grad_(True)
    for _ in range(iterations):
        (gradient,) = torch.autograd.grad(loss(model(normalize_and_jitter(image)).softmax(dim=1)), image)
        with torch.no_grad():
            image += 1.0 * gradient
    return image.detach()
