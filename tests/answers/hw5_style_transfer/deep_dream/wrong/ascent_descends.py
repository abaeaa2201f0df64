# The loss falls, because the steps go against the gradient. PyTorch's optimizers minimise unless told otherwise; here
# the number must rise.
# loses: ascent_public, ascent_scores, ascent_sizes, ascent_losses
# %% ascent_answer
def gradient_descent(input, model, loss, iterations=256):
    image = input.clone().requires_grad_(True)
    optimizer = torch.optim.Adam([image], lr=0.01)
    for _ in range(iterations):
        (gradient,) = torch.autograd.grad(loss(model(normalize_and_jitter(image))), image)
        image.grad = gradient
        optimizer.step()
    return image.detach()
