# As in PyTorch's tutorial: drawn one by one, nothing is returned.
# %% visualize_answer
def visualize_model(device, dataloaders, model, class_names, num_images=6):
    was_training = model.training
    model.eval()
    images_so_far = 0
    fig = plt.figure()
    with torch.no_grad():
        for i, (inputs, labels) in enumerate(dataloaders["val"]):
            inputs = inputs.to(device)
            labels = labels.to(device)
            outputs = model(inputs)
            _, preds = torch.max(outputs, 1)
            for j in range(inputs.size()[0]):
                images_so_far += 1
                ax = plt.subplot((num_images + 1) // 2, 2, images_so_far)
                ax.axis("off")
                ax.set_title(f"predicted: {class_names[preds[j]]}")
                plt.imshow(np.clip(inputs.cpu()[j].numpy().transpose((1, 2, 0)) * np.array([0.229, 0.224, 0.225])
                                   + np.array([0.485, 0.456, 0.406]), 0, 1))
                if images_so_far == num_images:
                    model.train(mode=was_training)
                    plt.show()
                    return
        model.train(mode=was_training)
        plt.show()
