"""What this house says back: to texts, and to people on the phone."""
