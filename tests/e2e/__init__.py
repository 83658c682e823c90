"""A real Home Assistant process and the simulator, seen from outside."""
