"""What becomes of texts and calls when everything goes wrong."""
