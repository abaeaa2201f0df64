# The frozen parameters shrink: the optimizer has them, too, and its weight decay works even where gradients are 0.
# loses: freeze_public, freeze_bits, freeze_requires_grad
# %% freeze_answer
def freeze(device, dataloaders, dataset_sizes, class_names):
    model = load_pretrained()
    for parameter in model.parameters():
        parameter.register_hook(torch.zeros_like)
    model.fc = nn.Linear(model.fc.in_features, len(class_names))
    model = model.to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.03, weight_decay=1e-2)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, NUM_EPOCHS)
    criterion = nn.CrossEntropyLoss()
    return train_model(device, dataloaders, dataset_sizes, model, criterion, optimizer, scheduler, NUM_EPOCHS)
