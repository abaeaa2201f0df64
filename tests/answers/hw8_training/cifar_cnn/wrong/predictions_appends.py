# The new lines are added to what is already in the file; they must take its place.
# loses: predictions_public, predictions_written
# %% predictions_answer
def write_predictions(path, predicted):
    with open(path, "a") as file:
        file.write("Id,Category\n")
        file.writelines(f"{number},{category}\n" for number, category in enumerate(predicted.tolist()))
