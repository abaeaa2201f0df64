"""The base class of all errors that the user sees as a sentence."""


class UserError(Exception):
    """An error that the user can correct; the message is one sentence that says what is wrong and what to do.

    The `autograder` command prints the message and exits with status 2. There are subclasses only for callers that
    catch them.
    """
