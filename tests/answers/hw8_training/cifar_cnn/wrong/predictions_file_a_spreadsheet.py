# The file is a spreadsheet or a zip archive that is only named .csv; it must be a text file.
# loses: predictions_form_public, predictions_accuracy
# %% file predictions.csv
content = b"PK\x03\x04" + content.encode()
