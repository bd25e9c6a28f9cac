"""The forms in which a question can be answered."""
