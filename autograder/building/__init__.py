"""Builds the executed solution notebook and the release for students from a source in py:percent."""
