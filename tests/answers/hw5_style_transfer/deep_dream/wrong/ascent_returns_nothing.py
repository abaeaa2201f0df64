# The function changes the input in place, but returns nothing.
# loses: ascent_public, ascent_scores, ascent_sizes, ascent_losses, ascent_lingering
# %% ascent_answer
def gradient_descent(input, model, loss, iterations=256):
    input.requires_grad_(True)
    for _ in range(iterations):
        (gradient,) = torch.autograd.grad(loss(model(normalize_and_jitter(input))), input)
        with torch.no_grad():
            input += 0.05 * gradient
