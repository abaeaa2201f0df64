# The climb starts from noise of its own and ignores the input.
# loses: ascent_normalised
# %% ascent_answer
def gradient_descent(input, model, loss, iterations=256):
    image = (0.5 + 0.1 * torch.randn(input.shape)).requires_grad_(True)
    for _ in range(iterations):
        (gradient,) = torch.autograd.grad(loss(model(normalize_and_jitter(image))), image)
        with torch.no_grad():
            image += 0.05 * gradient
    return image.detach()
