# Adam with two learning rates, a larger one for the new layer, and label smoothing.
# %% finetune_answer
def finetune(device, dataloaders, dataset_sizes, class_names):
    model = load_pretrained().to(device)
    model.fc = nn.Linear(model.fc.in_features, len(class_names), device=device)
    nn.init.zeros_(model.fc.bias)
    trunk = [p for name, p in model.named_parameters() if not name.startswith("fc.")]
    optimizer = torch.optim.Adam([{"params": trunk, "lr": 1e-3}, {"params": model.fc.parameters(), "lr": 1e-2}])
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, NUM_EPOCHS)
    criterion = nn.CrossEntropyLoss(label_smoothing=0.05)
    return train_model(device, dataloaders, dataset_sizes, model, criterion, optimizer, scheduler, NUM_EPOCHS)
