# Adds to what is in the file.
# loses: predictions_written
# %% predictions_answer
def write_predictions(path, predicted):
    with open(path, "a") as file:
        file.write("Id,Category\n")
        file.writelines(f"{number},{category}\n" for number, category in enumerate(predicted.tolist()))
