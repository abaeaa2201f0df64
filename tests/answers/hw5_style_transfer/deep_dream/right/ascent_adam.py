# Adam, with backward for the image alone.
# %% ascent_answer
def gradient_descent(input, model, loss, iterations=256):
    image = input.detach().clone().requires_grad_(True)
    optimizer = torch.optim.Adam([image], lr=0.02)
    for _ in range(iterations):
        optimizer.zero_grad()
        (-loss(model(normalize_and_jitter(image)))).backward(inputs=[image])
        optimizer.step()
        with torch.no_grad():
            image.clamp_(0, 1)
    return image
