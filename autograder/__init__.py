"""The harness: builds homework notebooks and grades what students hand in. `autograder.cli` is its command."""
