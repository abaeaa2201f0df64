# Momentum-like settings, other batch sizes.
# %% accuracy_choices
EPOCHS = 12
BATCH_SIZE = 32
SETTINGS = dict(Adagrad=dict(lr=0.03), RMSprop=dict(lr=1e-3, alpha=0.95), Adam=dict(lr=2e-3, betas=(0.9, 0.99)))
