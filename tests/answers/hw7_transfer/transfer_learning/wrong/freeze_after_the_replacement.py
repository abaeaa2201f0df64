# The new last layer is frozen, too, so there is nothing left that could learn.
# loses: freeze_public, freeze_bits, freeze_layer, freeze_requires_grad, freeze_learns
# %% freeze_answer
def freeze(device, dataloaders, dataset_sizes, class_names):
    model = load_pretrained()
    model.fc = nn.Linear(model.fc.in_features, len(class_names))
    for parameter in model.parameters():
        parameter.requires_grad = False
    model = model.to(device)
    optimizer = torch.optim.Adam(model.fc.parameters(), lr=0.03)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, NUM_EPOCHS)
    criterion = nn.CrossEntropyLoss()
    return train_model(device, dataloaders, dataset_sizes, model, criterion, optimizer, scheduler, NUM_EPOCHS)
