# One text, without an end of the last line.
# %% predictions_answer
def write_predictions(path, predicted):
    lines = ["Id,Category"] + [f"{i}, {int(predicted[i])}" for i in range(len(predicted))]
    file = open(path, "w")
    file.write("\n".join(lines))
    file.close()
