"""Messages and calls that Twilio has not accepted yet: on disk first, sent until it has."""
