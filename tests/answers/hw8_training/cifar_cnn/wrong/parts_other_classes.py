# One of the designs tells five classes apart.
# loses: parts_designs_public
# %% parts_designs
DESIGNS = {str(classes): (lambda classes=classes: Net(classes)) for classes in (10, 5, 10.0, 11)}
