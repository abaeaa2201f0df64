# Asks the model a second time in each iteration, to report on the progress; clears the gradients of the network.
# %% ascent_answer
def gradient_descent(input, model, loss, iterations=256):
    image, history = input.detach().clone(), []
    for _ in range(iterations):
        image.requires_grad_(True)
        loss(model(normalize_and_jitter(image))).backward()
        step = 0.05 * image.grad
        model.zero_grad(set_to_none=True)
        image = image.detach() + step
        with torch.no_grad():
            history.append(loss(model(normalize(image))).item())
    return image
