# DESIGNS holds networks; it must hold functions that make them.
# loses: parts_designs_public
# %% parts_designs
DESIGNS = {str(width): Net(num_classes, width=width) for width in (8, 12, 16, 20)}
