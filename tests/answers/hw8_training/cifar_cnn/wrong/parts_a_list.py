# DESIGNS is a list; it must be a dictionary with a name for each design.
# loses: parts_designs_public
# %% parts_designs
DESIGNS = [lambda: Net(num_classes), lambda: Net(num_classes, width=8), lambda: Net(num_classes, width=4), lambda: Net(num_classes, norm=False)]
