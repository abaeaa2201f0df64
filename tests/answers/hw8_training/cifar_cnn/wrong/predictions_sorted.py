# The predictions are sorted by class; they must stay in the order of the images.
# loses: predictions_public, predictions_written
# %% predictions_answer
def write_predictions(path, predicted):
    with open(path, "w") as file:
        file.write("Id,Category\n")
        file.writelines(f"{number},{category}\n" for number, category in enumerate(sorted(predicted.tolist())))
