# A new leaf in each iteration, weight decay, and the standardised image returned.
# %% ascent_answer
def gradient_descent(input, model, loss, iterations=256):
    image = input
    for _ in range(iterations):
        image = image.detach().requires_grad_(True)
        gradient = torch.autograd.grad(loss(model(normalize_and_jitter(image))), image)[0]
        image = (1 - 1e-4) * image + 0.05 * gradient
    return normalize(image.detach())
