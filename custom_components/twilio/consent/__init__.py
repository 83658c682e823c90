"""Who wants to hear from this house, and who does not."""
