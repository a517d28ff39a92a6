"""What is said about things, and who is told."""
