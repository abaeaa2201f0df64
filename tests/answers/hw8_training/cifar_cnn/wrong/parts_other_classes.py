# Not every design returns num_classes scores; a variant must solve the same task.
# loses: parts_designs_public
# %% parts_designs
DESIGNS = {str(classes): (lambda classes=classes: Net(classes)) for classes in (10, 5, 10.0, 11)}
