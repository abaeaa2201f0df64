# The file has an extra first column with row numbers, as a data frame writes it; it must have two columns only.
# loses: predictions_public, predictions_written
# %% predictions_answer
def write_predictions(path, predicted):
    with open(path, "w") as file:
        file.write(",Id,Category\n")
        file.writelines(f"{number},{number},{category}\n" for number, category in enumerate(predicted.tolist()))
