# Gradients are never cleared: each step follows the sum of all gradients so far, and gradients are left in the
# network's parameters.
# loses: ascent_lingering, ascent_gradients
# %% ascent_answer
def gradient_descent(input, model, loss, iterations=256):
    image = input.clone().requires_grad_(True)
    for _ in range(iterations):
        loss(model(normalize_and_jitter(image))).backward()
        with torch.no_grad():
            image += 0.01 * image.grad
    return image.detach()
