# Climbs with gradient_descent, and clamps afterwards.
# %% scales_answer
def dream_at_scales(start, model, loss, sizes, iterations=16):
    change = torch.zeros(1, 3, 1, 1)
    for size in sizes:
        base = functional.interpolate(start, size=size, mode="bicubic", antialias=True).clamp(0, 1)
        image = base + functional.interpolate(change, size=size, mode="bicubic")
        image = gradient_descent(image.clamp(0, 1), model, loss, iterations).detach().clamp(0, 1)
        change = image - base
    return image
