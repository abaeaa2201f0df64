# The image is standardised and moved only once, before the first iteration. It should be moved anew in each iteration.
# loses: ascent_jitter
# %% ascent_answer
def gradient_descent(input, model, loss, iterations=256):
    image = normalize_and_jitter(input).detach().requires_grad_(True)
    for _ in range(iterations):
        (gradient,) = torch.autograd.grad(loss(model(image)), image)
        image = (image + 0.05 * gradient).detach().requires_grad_(True)
    return image.detach()
