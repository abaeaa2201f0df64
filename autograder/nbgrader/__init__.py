"""The interface to nbgrader: its gradebook, its commands and the pages it shows."""
