# The names of the classes.
# loses: predictions_form_public, predictions_accuracy
# %% file predictions.csv
content = content.replace(",3\n", ",tissue\n")
