# The steps change the network's weights as well as the image.
# loses: ascent_weights, ascent_gradients
# %% ascent_answer
def gradient_descent(input, model, loss, iterations=256):
    image = input.clone().requires_grad_(True)
    optimizer = torch.optim.Adam([{"params": [image], "lr": 0.02}, {"params": model.parameters()}], lr=1e-5, maximize=True)
    for _ in range(iterations):
        optimizer.zero_grad()
        loss(model(normalize_and_jitter(image))).backward()
        optimizer.step()
    return image.detach()
