# The network's parameters have gradients after the call: `backward` leaves them in everything that requires them, not
# only in the image.
# loses: ascent_gradients
# %% ascent_answer
def gradient_descent(input, model, loss, iterations=256):
    image = input.detach().clone().requires_grad_(True)
    optimizer = torch.optim.Adam([image], lr=0.02)
    for _ in range(iterations):
        optimizer.zero_grad()
        (-loss(model(normalize_and_jitter(image)))).backward()
        optimizer.step()
    return image.detach()
