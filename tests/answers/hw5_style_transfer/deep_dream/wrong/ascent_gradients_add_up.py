# The gradient in the image is never cleared: each step goes along the sum of all.
# loses: ascent_lingering, ascent_gradients
# %% ascent_answer
def gradient_descent(input, model, loss, iterations=256):
    image = input.clone().requires_grad_(True)
    for _ in range(iterations):
        loss(model(normalize_and_jitter(image))).backward()
        with torch.no_grad():
            image += 0.01 * image.grad
    return image.detach()
