# The file contains the name of a class; each line must have the class's number.
# loses: predictions_form_public, predictions_accuracy
# %% file predictions.csv
content = content.replace(",3\n", ",tissue\n")
