# The new last layer has as many outputs as the old one. It needs one for each name in `class_names`.
# loses: freeze_public, freeze_layer, freeze_learns
# %% freeze_answer
def freeze(device, dataloaders, dataset_sizes, class_names):
    model = load_pretrained()
    for parameter in model.parameters():
        parameter.requires_grad = False
    model.fc = nn.Linear(model.fc.in_features, model.fc.out_features)
    model = model.to(device)
    optimizer = torch.optim.Adam(model.fc.parameters(), lr=0.03)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, NUM_EPOCHS)
    criterion = nn.CrossEntropyLoss()
    return train_model(device, dataloaders, dataset_sizes, model, criterion, optimizer, scheduler, NUM_EPOCHS)
