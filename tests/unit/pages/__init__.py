"""The pages for users, taken literally."""
