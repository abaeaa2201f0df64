# The new last layer never learns. An optimizer knows only the parameters that it got when it was made.
# loses: finetune_public, finetune_moves, finetune_learns
# %% finetune_answer
def finetune(device, dataloaders, dataset_sizes, class_names):
    model = load_pretrained()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-4)
    model.fc = nn.Linear(model.fc.in_features, len(class_names))
    model = model.to(device)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, NUM_EPOCHS)
    criterion = nn.CrossEntropyLoss()
    return train_model(device, dataloaders, dataset_sizes, model, criterion, optimizer, scheduler, NUM_EPOCHS)
