"""The bench, the process in which a student's cells run. Nothing that it reports is trusted."""
