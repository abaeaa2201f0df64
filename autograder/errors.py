"""The base of all errors that end in a sentence to the user."""


class UserError(Exception):
    """Something that the user can put right; the message is one sentence that says what is wrong and what to do.

    The `autograder` command prints the message and ends with status 2. Subclasses exist where somebody catches them.
    """
