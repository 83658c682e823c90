"""A real Home Assistant, started and driven as its users do."""
