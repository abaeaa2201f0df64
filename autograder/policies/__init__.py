"""A course's rules about points, besides the checks: late days, file names, answers that do not run, credit, groups."""
