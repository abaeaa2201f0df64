# The file has as many predictions as there are training images; it must have one for each test image.
# loses: predictions_form_public, predictions_accuracy
# %% file predictions.csv
content = "Id,Category\n" + "".join(f"{i},{i % 10}\n" for i in range(4000))
