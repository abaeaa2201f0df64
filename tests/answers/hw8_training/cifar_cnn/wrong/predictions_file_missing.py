# No file was handed in.
# loses: predictions_form_public, predictions_accuracy
# %% file predictions.csv
content = None
