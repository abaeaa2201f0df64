# The image is standardised in each iteration, but never moved: the jitter is missing.
# loses: ascent_jitter
# %% ascent_answer
def gradient_descent(input, model, loss, iterations=256):
    image = input.detach().clone().requires_grad_(True)
    for _ in range(iterations):
        (gradient,) = torch.autograd.grad(loss(model(normalize(image))), image)
        with torch.no_grad():
            image += 0.05 * gradient
    return image.detach()
