"""Tests of the people of a house."""
