# The first line, Id,Category, is missing.
# loses: predictions_form_public, predictions_accuracy
# %% file predictions.csv
content = content.partition("\n")[2]
