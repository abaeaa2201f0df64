# The image that is returned is the input, unchanged: the steps never reach it.
# loses: ascent_public, ascent_scores, ascent_sizes, ascent_losses, ascent_lingering
# %% ascent_answer
def gradient_descent(input, model, loss, iterations=256):
    image = input.clone().requires_grad_(True)
    for _ in range(iterations):
        (gradient,) = torch.autograd.grad(loss(model(normalize_and_jitter(image))), image)
        stepped = image + 0.01 * gradient
    return image.detach()
