"""Twilio's own description of its API as the judge of our requests and the simulator's answers."""
