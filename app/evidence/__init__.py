"""Spans of a text, their hashes, and what can be checked with them. Pure functions of text."""
