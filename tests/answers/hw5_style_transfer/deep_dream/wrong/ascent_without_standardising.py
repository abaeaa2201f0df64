# The model gets the image as it is, neither standardised nor moved.
# loses: ascent_normalised, ascent_jitter
# %% ascent_answer
def gradient_descent(input, model, loss, iterations=256):
    image = input.clone().requires_grad_(True)
    for _ in range(iterations):
        (gradient,) = torch.autograd.grad(loss(model(image)), image)
        with torch.no_grad():
            image += 0.05 * gradient
    return image.detach()
