"""The phone numbers of an account at Twilio: listed, pointed here, looked after, given back."""
