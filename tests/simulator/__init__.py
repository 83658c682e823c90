"""Tests of the simulator, through HTTP and through its in-process interface."""
