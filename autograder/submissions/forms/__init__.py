"""Submissions that are no plain notebooks: zip archives, jupytext's `.py`, modules. Each becomes a notebook."""
