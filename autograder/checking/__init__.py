"""The examiner, the process in which checks run, and the line on which it asks a bench for values."""
