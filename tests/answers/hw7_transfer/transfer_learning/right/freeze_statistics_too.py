# The running means stay as well: batch normalisation is kept in evaluation mode.
# %% freeze_answer
def freeze(device, dataloaders, dataset_sizes, class_names):
    model = load_pretrained()
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name.startswith("fc"))
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.train = lambda mode=True, module=module: module
            module.training = False
    model.fc = nn.Linear(model.fc.in_features, len(class_names))
    model = model.to(device)
    optimizer = torch.optim.SGD(filter(lambda p: p.requires_grad, model.parameters()), lr=0.1, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 10)
    return train_model(device, dataloaders, dataset_sizes, model, nn.CrossEntropyLoss(), optimizer, scheduler, 2 * NUM_EPOCHS)
