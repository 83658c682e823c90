"""What this integration costs, beside Home Assistant's own and the least that is possible."""
