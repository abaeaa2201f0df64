"""Grades one submission with a bench and an examiner, and a whole folder of submissions."""
