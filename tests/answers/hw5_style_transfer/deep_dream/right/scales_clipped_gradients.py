# Clipped gradients, weight decay of the change, areas averaged.
# %% scales_answer
def dream_at_scales(start, model, loss, sizes, iterations=16):
    image, base = start, start
    for number, size in enumerate(sizes):
        change = functional.interpolate(image - base, size=size, mode="nearest") if number else 0.0
        base = functional.interpolate(start, size=size, mode="area")
        image = (base + change).clamp(0, 1)
        for _ in range(iterations):
            image.requires_grad_(True)
            gradient = torch.autograd.grad(loss(model(normalize_and_jitter(image))), image)[0]
            with torch.no_grad():
                image = base + 0.999 * (image - base) + 0.5 * clip_gradient(blur(gradient, 1.0), 2.0)
                image = image.clamp(0, 1)
    return image
