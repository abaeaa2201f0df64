# Any of the validation images, in an order of its own, with several figures.
# %% visualize_answer
def visualize_model(device, dataloaders, model, class_names, num_images=6):
    modes = {module: module.training for module in model.modules()}
    model.eval()
    X = torch.cat([inputs for inputs, _ in dataloaders["val"]])
    chosen = torch.randperm(len(X))[:num_images]
    with torch.inference_mode():
        predicted = torch.cat([model(X[k : k + 1].to(device)).argmax(1) for k in chosen.tolist()])
    for module, mode in modes.items():
        module.training = mode
    for k, label in zip(chosen.tolist(), predicted.tolist()):
        plt.figure(figsize=(2, 2))
        imshow(X[k], "Predicted: " + class_names[label])
