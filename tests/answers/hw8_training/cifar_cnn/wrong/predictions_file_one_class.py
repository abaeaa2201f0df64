# The same class is predicted for all images.
# loses: predictions_form_public, predictions_accuracy
# %% file predictions.csv
head, *lines = content.splitlines()
content = "\n".join([head, *(f"{i},0" for i in range(len(lines)))])
