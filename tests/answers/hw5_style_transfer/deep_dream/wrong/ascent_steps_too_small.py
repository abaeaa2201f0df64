# The loss rises, but hardly: the steps are far too small. Try learning rates of other magnitudes, or steps whose length
# does not depend on the gradient's size.
# loses: ascent_public=0.5, ascent_scores=0.5, ascent_sizes=0.5, ascent_losses=0.5
# %% ascent_answer
def gradient_descent(input, model, loss, iterations=256):
    image = input.detach().clone().requires_grad_(True)
    for _ in range(iterations):
        (gradient,) = torch.autograd.grad(loss(model(normalize_and_jitter(image))), image)
        with torch.no_grad():
            image += 1e-4 * gradient
    return image.detach()
