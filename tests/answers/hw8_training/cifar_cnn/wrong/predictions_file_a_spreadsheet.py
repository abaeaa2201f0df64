# A spreadsheet under the name of a text.
# loses: predictions_form_public, predictions_accuracy
# %% file predictions.csv
content = b"PK\x03\x04" + content.encode()
