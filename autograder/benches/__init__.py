"""The process in which a student's cells run: nothing that happens in it is believed."""
