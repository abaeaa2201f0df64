# A figure with the true class below the predicted one, and the images in one row.
# %% visualize_answer
@torch.no_grad()
def visualize_model(device, dataloaders, model, class_names, num_images=6):
    before = model.training
    model.eval()
    found = [
        (image, class_names[int(guess)], class_names[int(label)])
        for inputs, labels in dataloaders["val"]
        for image, label, guess in zip(inputs, labels, model(inputs.to(device)).argmax(1))
    ][:num_images]
    model.train(before)
    figure, panels = plt.subplots(1, len(found), figsize=(2 * len(found), 2.6), squeeze=False)
    for axes, (image, guess, label) in zip(panels[0], found):
        plt.sca(axes)
        imshow(image, f"predicted: {guess}\n(it is: {label})")
    return pictures.Picture(figure, "; ".join(f"{guess}, in truth {label}" for _, guess, label in found))
