"""Make imports and mypy unambiguous: `twilio` below is not the SDK."""
