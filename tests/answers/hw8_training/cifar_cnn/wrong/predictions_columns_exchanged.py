# The two columns are exchanged: Id comes first, then Category.
# loses: predictions_public, predictions_written
# %% predictions_answer
def write_predictions(path, predicted):
    with open(path, "w") as file:
        file.write("Category,Id\n")
        file.writelines(f"{category},{number}\n" for number, category in enumerate(predicted.tolist()))
