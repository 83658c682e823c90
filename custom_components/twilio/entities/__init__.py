"""What the entities of accounts and senders show."""
