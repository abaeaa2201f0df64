# Every class with a forward or backward method of its own is said to be wrong, right ones included.
# loses: tests_check
# %% tests_code
def count_failed_tests(network_class):
    return int(network_class is not MLP and bool({"forward", "backward"} & vars(network_class).keys()))
