# One image has two lines, another none.
# loses: predictions_form_public, predictions_accuracy
# %% file predictions.csv
content = content.replace("\n500,", "\n499,")
