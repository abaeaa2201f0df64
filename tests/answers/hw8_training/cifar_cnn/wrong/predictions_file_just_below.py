# 81.9 % of the predictions are right, which earns half of the points; 82 % earn all of them.
# loses: predictions_accuracy=0.5
# %% file predictions.csv
from coursekit.data.images import held_out_image_labels

labels = held_out_image_labels("crops").tolist()
content = "Id,Category\n" + "".join(f"{i},{c if i < 819 else (c + 1) % 10}\n" for i, c in enumerate(labels))
