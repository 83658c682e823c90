"""Walks through a real Home Assistant in a real browser, as somebody who is new to it."""
