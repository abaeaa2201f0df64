# requires_grad_ of the whole model, and all its parameters given to Adam, which leaves frozen ones alone.
# %% freeze_answer
def freeze(device, dataloaders, dataset_sizes, class_names):
    model = load_pretrained().requires_grad_(False)
    model.fc = nn.Linear(in_features=model.fc.in_features, out_features=len(class_names))
    model = model.to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.9)
    return train_model(device, dataloaders, dataset_sizes, model, nn.CrossEntropyLoss(), optimizer, scheduler, NUM_EPOCHS)
