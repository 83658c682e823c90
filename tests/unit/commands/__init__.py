"""Commands by text: what fits, who may give them, and what is left of a PIN."""
