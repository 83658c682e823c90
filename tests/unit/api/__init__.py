"""Tests of the door to Twilio."""
