"""What is stored about a member: showing it, exporting it, and deleting it wholly."""
