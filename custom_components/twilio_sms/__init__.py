"""Notifiers in YAML that send text messages: `notify: - platform: twilio_sms`."""
