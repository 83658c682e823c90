"""What happens, and who listens to it."""
