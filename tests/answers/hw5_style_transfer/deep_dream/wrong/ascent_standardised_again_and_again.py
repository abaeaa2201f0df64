# The standardised image takes the place of the image: it is standardised anew in each iteration.
# loses: ascent_public, ascent_scores, ascent_sizes, ascent_losses, ascent_normalised, ascent_iterations, ascent_lingering
# %% ascent_answer
def gradient_descent(input, model, loss, iterations=256):
    image = input.clone()
    for _ in range(iterations):
        image = normalize_and_jitter(image).detach().requires_grad_(True)
        (gradient,) = torch.autograd.grad(loss(model(image)), image)
        image = image + 0.01 * gradient
    return image.detach()
