# The number of the image is written in both columns.
# loses: predictions_public, predictions_written
# %% predictions_answer
def write_predictions(path, predicted):
    with open(path, "w") as file:
        file.write("Id,Category\n")
        file.writelines(f"{number},{number}\n" for number in range(len(predicted)))
