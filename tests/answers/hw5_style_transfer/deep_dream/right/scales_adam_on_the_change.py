# Adam on the change, a new one at each size.
# %% scales_answer
def dream_at_scales(start, model, loss, sizes, iterations=16):
    change = torch.zeros_like(start)
    for size in sizes:
        base = functional.interpolate(start, size=size, mode="bilinear", antialias=True)
        change = functional.interpolate(change, size=size, mode="bilinear").detach().requires_grad_(True)
        adam = torch.optim.Adam([change], lr=0.01, maximize=True)
        for _ in range(iterations):
            image = (base + change).clamp(0, 1)
            adam.zero_grad()
            loss(model(normalize_and_jitter(image))).backward(inputs=[change])
            adam.step()
    return (base + change).clamp(0, 1).detach()
