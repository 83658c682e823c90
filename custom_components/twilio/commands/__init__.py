"""What people of the house tell it to do by text, and how it knows that it was them."""
