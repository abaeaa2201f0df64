"""Finds what students hand in, reads it however damaged it is, and grafts it into the pristine notebook."""
