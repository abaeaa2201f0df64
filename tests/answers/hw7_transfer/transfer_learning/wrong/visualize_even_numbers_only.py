# If the number of images is odd, the last one is left out.
# loses: visualize_number
# %% visualize_answer
def visualize_model(device, dataloaders, model, class_names, num_images=6):
    was_training = model.training
    model.eval()
    images, titles = [], []
    with torch.no_grad():
        for inputs, _ in dataloaders["val"]:
            predicted = model(inputs.to(device)).argmax(dim=1).tolist()
            images += list(inputs)
            titles += [f"predicted: {class_names[label]}" for label in predicted]
            if len(images) >= num_images:
                break
    model.train(was_training)
    num_images = 2 * (min(num_images, len(images)) // 2)
    images, titles = images[:num_images], titles[:num_images]
    columns = max(min(len(images), 6), 1)
    rows = -(-len(images) // columns)
    figure = plt.figure(figsize=(1.6 * columns, 1.8 * rows))
    for place, (image, title) in enumerate(zip(images, titles, strict=True), start=1):
        plt.subplot(rows, columns, place)
        imshow(image, title)
    return pictures.Picture(figure, f"{len(images)} validation images, {', '.join(titles)}.")
