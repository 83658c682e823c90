"""Messages: texts, pictures and what becomes of them."""
