# The predictions for the training images.
# loses: predictions_form_public, predictions_accuracy
# %% file predictions.csv
content = "Id,Category\n" + "".join(f"{i},{i % 10}\n" for i in range(4000))
