# After the first step, the image is a computed tensor and no longer a leaf, so its `grad` is None.
# loses: ascent_public, ascent_scores, ascent_sizes, ascent_losses, ascent_normalised, ascent_jitter, ascent_iterations, ascent_weights, ascent_gradients, ascent_lingering
# %% ascent_answer
def gradient_descent(input, model, loss, iterations=256):
    image = input.clone().requires_grad_(True)
    for _ in range(iterations):
        loss(model(normalize_and_jitter(image))).backward()
        image = (image + 0.01 * image.grad).clamp(0, 1)
    return image.detach()
