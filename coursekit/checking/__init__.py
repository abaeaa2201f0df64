"""Tools for checks: comparing answers, checking gradients, finding loops by their cost.

check         compares answers: `close`, `array`, `equal`, …; raises CheckFailed with the message for the student
verify        verifies objects that a student made; CheckFailed, PartialCredit, RuleBroken
plain         identifies an object without running any of its code
hints         guesses a mistake from the difference between an array and the right one
gradients     compares gradients with differences: gradient_check, loss_gradient_check, numerical_gradients
differences   computes the differences
growth        finds a Python loop over the examples by its cost
exam          reference, remote, rng: names that a check may use besides the notebook's own
submitted     files that are handed in beside a notebook
predictions   predictions handed in as such a file: everything that can be wrong with it, and its accuracy
models        helpers for checks of a model: parameters, fewer examples, its real accuracy
counting      numbers that count the operations on them
"""
