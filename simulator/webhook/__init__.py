"""Webhooks: what Twilio sends to a house."""
