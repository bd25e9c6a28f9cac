"""Queries: what they find, count, sum up and include."""
