"""The phone numbers of an account."""
