"""What a question forbids, found by reading a student's code; the guard adds to it while the code runs."""
