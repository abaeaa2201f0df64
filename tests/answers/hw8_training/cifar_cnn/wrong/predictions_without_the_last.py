# The last image has no line.
# loses: predictions_public, predictions_written
# %% predictions_answer
def write_predictions(path, predicted):
    with open(path, "w") as file:
        file.write("Id,Category\n")
        for number in range(len(predicted) - 1):
            file.write(f"{number},{int(predicted[number])}\n")
