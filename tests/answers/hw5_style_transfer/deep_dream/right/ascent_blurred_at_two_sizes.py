# Half of the iterations on a smaller image; normalised gradients, the image blurred now and then.
# %% ascent_answer
def gradient_descent(input, model, loss, iterations=256):
    image = input.detach()
    small = [max(12, round(0.75 * side)) for side in image.shape[2:]]
    for part, size in ((iterations - iterations // 2, small), (iterations // 2, input.shape[2:])):
        if part == 0:
            continue
        if iterations > 3:
            image = functional.interpolate(image, size=tuple(size), mode="bilinear")
        for step in range(part):
            image = image.detach().requires_grad_(True)
            (gradient,) = torch.autograd.grad(loss(model(normalize_and_jitter(image))), image)
            image = image.detach() + 0.02 * gradient / (gradient.std() + 1e-8)
            if step % 10 == 9:
                image = functional.avg_pool2d(functional.pad(image, (1,) * 4, mode="replicate"), 3, stride=1)
    return image if image.shape == input.shape else functional.interpolate(image, size=input.shape[2:], mode="bilinear")
