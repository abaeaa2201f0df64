# DESIGNS has only three designs; at least four are asked for.
# loses: parts_designs_public
# %% parts_designs
DESIGNS = {"mine": lambda: Net(num_classes), "narrow": lambda: Net(num_classes, width=8), "wide": lambda: Net(num_classes, width=24)}
