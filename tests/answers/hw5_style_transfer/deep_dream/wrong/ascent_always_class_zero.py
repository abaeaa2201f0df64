# The climb always raises the first score, whatever the loss asks for.
# loses: ascent_public, ascent_scores, ascent_sizes, ascent_losses
# %% ascent_answer
def gradient_descent(input, model, loss, iterations=256):
    image = input.detach().clone().requires_grad_(True)
    for _ in range(iterations):
        (gradient,) = torch.autograd.grad(model(normalize_and_jitter(image))[:, 0].sum(), image)
        with torch.no_grad():
            image += 0.05 * gradient
    return image.detach()
