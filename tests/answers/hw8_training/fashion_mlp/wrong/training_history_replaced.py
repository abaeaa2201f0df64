# history is not what the training measured: the numbers of the first epoch are repeated for all others.
# loses: training_history
# %% +after training_run
history = {key: values[:1] * 20 for key, values in history.items()}
