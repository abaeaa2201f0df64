# The images are numbered from 1; they must be numbered from 0.
# loses: predictions_form_public, predictions_accuracy
# %% file predictions.csv
head, *lines = content.splitlines()
content = "\n".join([head, *(f"{i},{line.split(',')[1]}" for i, line in enumerate(lines, 1))])
