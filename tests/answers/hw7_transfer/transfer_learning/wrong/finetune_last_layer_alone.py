# Only the new last layer learns, and all other parameters stay as they were. Fine-tuning trains all of them.
# loses: finetune_public, finetune_moves
# %% finetune_answer
def finetune(device, dataloaders, dataset_sizes, class_names):
    model = load_pretrained()
    model.fc = nn.Linear(model.fc.in_features, len(class_names))
    model = model.to(device)
    optimizer = torch.optim.Adam(model.fc.parameters(), lr=3e-4)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, NUM_EPOCHS)
    criterion = nn.CrossEntropyLoss()
    return train_model(device, dataloaders, dataset_sizes, model, criterion, optimizer, scheduler, NUM_EPOCHS)
