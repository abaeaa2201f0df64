# Odd numbers of images do not fit into the grid: it has two columns, and the number of its rows is rounded down.
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
    images, titles = images[:num_images], titles[:num_images]
    columns, rows = 2, num_images // 2
    figure = plt.figure(figsize=(1.6 * columns, 1.8 * rows))
    for place, (image, title) in enumerate(zip(images, titles, strict=True), start=1):
        plt.subplot(rows, columns, place)
        imshow(image, title)
    return pictures.Picture(figure, f"{len(images)} validation images, {', '.join(titles)}.")
