# The predictions are not in the order of the test images, so most lines belong to another image.
# loses: predictions_accuracy
# %% file predictions.csv
import random

head, *lines = content.splitlines()
classes = [line.split(",")[1] for line in lines]
random.Random(3).shuffle(classes)
content = "\n".join([head, *(f"{i},{c}" for i, c in enumerate(classes))])
