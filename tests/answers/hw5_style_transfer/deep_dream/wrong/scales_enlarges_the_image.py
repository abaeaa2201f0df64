# The image itself is enlarged from size to size, so the fine details of the start are lost. Only the change should be
# enlarged.
# loses: scales_sharp
# %% scales_answer
def dream_at_scales(start, model, loss, sizes, iterations=16):
    image = start
    for size in sizes:
        image = functional.interpolate(image, size=size, mode="bilinear", antialias=True)
        for _ in range(iterations):
            image = image.detach().clamp(0, 1).requires_grad_(True)
            (gradient,) = torch.autograd.grad(loss(model(normalize_and_jitter(image))), image)
            gradient = blur(gradient, 0.7)
            image = image + 0.02 * gradient / (gradient.std() + 1e-12)
        image = image.detach().clamp(0, 1)
    return image
