# The new last layer never learns: its parameters are the same after the training. Look at the parameters and the
# learning rate that the optimizer gets.
# loses: freeze_public, freeze_layer, freeze_learns
# %% freeze_answer
def freeze(device, dataloaders, dataset_sizes, class_names):
    model = load_pretrained()
    for parameter in model.parameters():
        parameter.requires_grad = False
    optimizer = torch.optim.Adam(model.fc.parameters(), lr=0.03)
    model.fc = nn.Linear(model.fc.in_features, len(class_names))
    model = model.to(device)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, NUM_EPOCHS)
    criterion = nn.CrossEntropyLoss()
    return train_model(device, dataloaders, dataset_sizes, model, criterion, optimizer, scheduler, NUM_EPOCHS)
