# Of several images, only the first is changed and returned.
# loses: ascent_sizes
# %% ascent_answer
def gradient_descent(input, model, loss, iterations=256):
    image = input.detach().clone().requires_grad_(True)
    for _ in range(iterations):
        (gradient,) = torch.autograd.grad(loss(model(normalize_and_jitter(image))), image)
        with torch.no_grad():
            image[0] += 0.05 * gradient[0]
    return image.detach()[:1]
