# The trained filters are replaced by random ones before the training begins.
# loses: finetune_start
# %% finetune_answer
def finetune(device, dataloaders, dataset_sizes, class_names):
    model = load_pretrained()
    model.fc = nn.Linear(model.fc.in_features, len(class_names))
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            module.reset_parameters()
    model = model.to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-2)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, NUM_EPOCHS)
    criterion = nn.CrossEntropyLoss()
    return train_model(device, dataloaders, dataset_sizes, model, criterion, optimizer, scheduler, NUM_EPOCHS)
