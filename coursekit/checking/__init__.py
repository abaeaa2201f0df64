"""Tools for checks: comparing answers, checking gradients, finding loops by their cost.

check         compares answers: `close`, `array`, `equal`, …; raises CheckFailed with the message for the student
verify        verifies objects that a student made; CheckFailed, PartialCredit, RuleBroken
plain         identifies an object without running any of its code
comparison    compares verified arrays, and says where they differ
hints         guesses the mistakes behind wrong values; `factors` those behind a constant factor, `shape_hints` a shape
gradients     compares gradients with differences: gradient_check, loss_gradient_check, numerical_gradients
gradient_arrays   verifies what a gradient check is given
differences   computes the differences
growth        finds a Python loop over the examples by its steps and its time
exam          reference, remote, rng: names that a check may use besides the notebook's own
submitted     files that are handed in beside a notebook
predictions   predictions handed in as such a file: everything that can be wrong with it, and its accuracy
models        helpers for checks of a model: parameters, fewer examples, its real accuracy
counting      numbers that count the operations on them
"""
