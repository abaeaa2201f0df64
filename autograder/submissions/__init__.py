"""What students hand in: found, read however damaged it is, grafted into our own notebook."""
