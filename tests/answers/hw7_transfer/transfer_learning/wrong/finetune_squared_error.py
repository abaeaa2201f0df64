# The loss is the mean squared error of the scores, not the cross-entropy.
# loses: finetune_loss
# %% finetune_answer
def finetune(device, dataloaders, dataset_sizes, class_names):
    model = load_pretrained()
    model.fc = nn.Linear(model.fc.in_features, len(class_names))
    model = model.to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, NUM_EPOCHS)

    def criterion(scores, labels):
        return ((scores - nn.functional.one_hot(labels, len(class_names))) ** 2).mean()

    return train_model(device, dataloaders, dataset_sizes, model, criterion, optimizer, scheduler, NUM_EPOCHS)
