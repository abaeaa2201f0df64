# The table is not written yet: partials still says FILL_IN.
# loses: partials_public, partials_binary, partials_unary
# %% partials_table
def partials(op, values):
    raise NotImplementedError("FILL_IN")
