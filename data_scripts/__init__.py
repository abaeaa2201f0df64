"""Scripts that fetch and check data: `python -m data_scripts`."""
