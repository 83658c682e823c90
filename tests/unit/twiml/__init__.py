"""Words and questions as Twilio carries them out; pure."""
