# The standardised image is clamped to values from 0 to 1 before the model sees it. Standardised values may well be
# negative, or larger than 1.
# loses: ascent_normalised
# %% ascent_answer
def gradient_descent(input, model, loss, iterations=256):
    image = input.detach().clone().requires_grad_(True)
    for _ in range(iterations):
        (gradient,) = torch.autograd.grad(loss(model(normalize_and_jitter(image).clamp(0, 1))), image)
        with torch.no_grad():
            image += 0.01 * gradient / (gradient.square().mean().sqrt() + 1e-12)
    return image.detach()
