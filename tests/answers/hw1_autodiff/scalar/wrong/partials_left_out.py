# The table is left FILL_IN: both modes are graded on a right one.
# loses: partials_public, partials_binary, partials_unary
# %% partials_table
def partials(op, values):
    raise NotImplementedError("FILL_IN")
