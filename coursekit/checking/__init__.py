"""What checks are made of: comparing answers, gradient checks, loops found by their cost.

check         the one comparator: `close`, `array`, `equal`, …; raises CheckFailed with the message for the student
verify        verifies objects that a student made; CheckFailed, PartialCredit, RuleBroken
plain         looks at an object whose code nobody trusts, and says what it is
hints         guesses what went wrong from how an array differs from the right one
gradients     gradients against differences: gradient_check, loss_gradient_check, numerical_gradients
differences   the differences themselves
growth        finds a Python loop over the examples by what it costs
exam          reference, remote, rng: what a check may use beside the notebook's own names
models        what checks of a model need: parameters, fewer examples, its real accuracy
counting      numbers that count what is done with them
"""
