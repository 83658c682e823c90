"""Notifiers in YAML that send spoken calls: `notify: - platform: twilio_call`."""
