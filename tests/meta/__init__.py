"""Tests of what lies in this repository, as stores, validators and readers find it."""
