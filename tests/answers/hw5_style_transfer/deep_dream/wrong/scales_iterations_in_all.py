# The iterations are divided among the sizes. There should be as many as `iterations` at each size.
# loses: scales_sizes
# %% scales_answer
def dream_at_scales(start, model, loss, sizes, iterations=16):
    change = torch.zeros_like(start)
    for size in sizes:
        base = functional.interpolate(start, size=size, mode="bilinear", antialias=True)
        image = base + functional.interpolate(change, size=size, mode="bilinear")
        for _ in range(iterations // len(sizes)):
            image = image.detach().clamp(0, 1).requires_grad_(True)
            (gradient,) = torch.autograd.grad(loss(model(normalize_and_jitter(image))), image)
            gradient = blur(gradient, 0.7)
            image = image + 0.02 * gradient / (gradient.std() + 1e-12)
        image = image.detach().clamp(0, 1)
        change = image - base
    return image
