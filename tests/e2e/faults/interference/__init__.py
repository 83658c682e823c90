"""What is wrong inside of the process of a house."""
