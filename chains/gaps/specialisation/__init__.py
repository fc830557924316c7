"""What a place is specialised in, what is related to it, and what is missing though related."""
