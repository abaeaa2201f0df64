"""A submission's way through bench and examiner, and a folder of them."""
