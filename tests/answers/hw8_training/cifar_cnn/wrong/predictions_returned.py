# Nothing is written; the text is returned.
# loses: predictions_public, predictions_written
# %% predictions_answer
def write_predictions(path, predicted):
    return "Id,Category\n" + "".join(f"{number},{category}\n" for number, category in enumerate(predicted.tolist()))
