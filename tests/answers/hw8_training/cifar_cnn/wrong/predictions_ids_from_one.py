# The images are numbered from 1; they must be numbered from 0.
# loses: predictions_public, predictions_written
# %% predictions_answer
def write_predictions(path, predicted):
    with open(path, "w") as file:
        file.write("Id,Category\n")
        file.writelines(f"{number},{category}\n" for number, category in enumerate(predicted.tolist(), 1))
