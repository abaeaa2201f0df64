# The classes are numbered from 1; they must be numbered from 0.
# loses: predictions_form_public, predictions_accuracy
# %% file predictions.csv
head, *lines = content.splitlines()
content = "\n".join([head, *(f"{i},{int(line.split(',')[1]) + 1}" for i, line in enumerate(lines))])
