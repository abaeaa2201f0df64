# The second column has entries such as tensor(3); it must have plain numbers.
# loses: predictions_public, predictions_written
# %% predictions_answer
def write_predictions(path, predicted):
    with open(path, "w") as file:
        file.write("Id,Category\n")
        for number, category in enumerate(predicted):
            file.write(str(number) + "," + repr(category) + "\n")
