"""What a question forbids: found by reading a student's code; what of it the question's bench is built without."""
