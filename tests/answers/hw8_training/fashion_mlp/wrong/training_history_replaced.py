# Seven epochs, and a history that was made longer by hand.
# loses: training_history
# %% +after training_run
history = {key: values[:1] * 20 for key, values in history.items()}
