# 3.0 in place of 3, and the lines in another order.
# %% file predictions.csv
head, *lines = content.splitlines()
content = "\n".join([head, *(f"{line}.0" for line in sorted(lines))])
