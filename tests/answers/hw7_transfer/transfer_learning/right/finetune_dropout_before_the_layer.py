# A dropout before the new layer, AdamW, and arguments by name.
# %% finetune_answer
def finetune(device, dataloaders, dataset_sizes, class_names):
    model = load_pretrained()
    model.fc = nn.Sequential(nn.Dropout(0.2), nn.Linear(model.fc.in_features, len(class_names)))
    model.to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    return train_model(
        device=device,
        dataloaders=dataloaders,
        dataset_sizes=dataset_sizes,
        model=model,
        criterion=nn.functional.cross_entropy,
        optimizer=optimizer,
        scheduler=torch.optim.lr_scheduler.ConstantLR(optimizer, factor=1.0),
        num_epochs=2 * NUM_EPOCHS,
    )
