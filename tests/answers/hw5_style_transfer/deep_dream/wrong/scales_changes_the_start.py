# The start is changed in place. It should be left as it is.
# loses: scales_public, scales_rise, scales_sizes
# %% scales_answer
def dream_at_scales(start, model, loss, sizes, iterations=16):
    change = torch.zeros_like(start)
    for size in sizes:
        base = functional.interpolate(start, size=size, mode="bilinear", antialias=True)
        image = base + functional.interpolate(change, size=size, mode="bilinear")
        for _ in range(iterations):
            image = image.detach().clamp(0, 1).requires_grad_(True)
            (gradient,) = torch.autograd.grad(loss(model(normalize_and_jitter(image))), image)
            gradient = blur(gradient, 0.7)
            image = image + 0.02 * gradient / (gradient.std() + 1e-12)
        image = image.detach().clamp(0, 1)
        change = image - base
    start += change
    return start.clamp_(0, 1)
