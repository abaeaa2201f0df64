"""`make bench`: how fast grading is, measured beside nbgrader as shipped and otter-grader on the same submissions."""
