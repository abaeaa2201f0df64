# 74.9 % of the predictions are right, and points begin at 75 %.
# loses: predictions_accuracy
# %% file predictions.csv
from coursekit.data.images import held_out_image_labels

labels = held_out_image_labels("crops").tolist()
content = "Id,Category\n" + "".join(f"{i},{c if i < 749 else (c + 1) % 10}\n" for i, c in enumerate(labels))
