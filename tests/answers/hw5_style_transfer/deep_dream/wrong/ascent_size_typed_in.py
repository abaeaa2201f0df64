# The size of the image is fixed at 26×30 pixels: right only for a single image of that size.
# loses: ascent_sizes, ascent_normalised, ascent_jitter, ascent_iterations, ascent_weights, ascent_gradients, ascent_lingering
# %% ascent_answer
def gradient_descent(input, model, loss, iterations=256):
    image = input.detach().reshape(1, 3, 26, 30).clone().requires_grad_(True)
    for _ in range(iterations):
        (gradient,) = torch.autograd.grad(loss(model(normalize_and_jitter(image))), image)
        with torch.no_grad():
            image += 0.05 * gradient
    return image.detach()
