"""What we share with nbgrader: its gradebook, its commands, the pages it shows."""
