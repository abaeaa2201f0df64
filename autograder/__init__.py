"""Builds homework notebooks and grades submissions. `autograder.cli` is its command."""
