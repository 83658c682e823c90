"""Calls: who rings whom, and what is heard."""
