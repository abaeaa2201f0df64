# Writes tensor(3) in place of 3.
# loses: predictions_public, predictions_written
# %% predictions_answer
def write_predictions(path, predicted):
    with open(path, "w") as file:
        file.write("Id,Category\n")
        for number, category in enumerate(predicted):
            file.write(str(number) + "," + repr(category) + "\n")
