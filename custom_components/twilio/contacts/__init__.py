"""The people of a house: who they are, how they are reached, what they may do."""
