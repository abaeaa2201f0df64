# The standardised image replaces the image itself, and is standardised again in the next iteration. Only the model
# should see it standardised.
# loses: ascent_public, ascent_scores, ascent_sizes, ascent_losses, ascent_normalised, ascent_iterations, ascent_lingering
# %% ascent_answer
def gradient_descent(input, model, loss, iterations=256):
    image = input.clone()
    for _ in range(iterations):
        image = normalize_and_jitter(image).detach().requires_grad_(True)
        (gradient,) = torch.autograd.grad(loss(model(image)), image)
        image = image + 0.01 * gradient
    return image.detach()
