"""What Twilio could not bring, and how it is fetched."""
