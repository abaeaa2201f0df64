# The argument `iterations` is ignored: there are always 100 iterations.
# loses: ascent_iterations, ascent_lingering
# %% ascent_answer
def gradient_descent(input, model, loss, iterations=256):
    image = input.detach().clone().requires_grad_(True)
    for _ in range(100):
        (gradient,) = torch.autograd.grad(loss(model(normalize_and_jitter(image))), image)
        with torch.no_grad():
            image += 0.05 * gradient
    return image.detach()
