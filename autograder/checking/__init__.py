"""The examiner, the process in which checks run, and the connection over which it asks a bench for values."""
