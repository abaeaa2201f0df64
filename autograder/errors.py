"""What ends a command with a sentence: errors, and a stop that the user asked for."""


class UserError(Exception):
    """An error that the user can correct; the message is one sentence that says what is wrong and what to do.

    The `autograder` command prints the message and exits with status 2. There are subclasses only for callers that
    catch them.
    """


class Stopped(Exception):
    """The user stopped a batch; the message says what was kept and how to continue."""
