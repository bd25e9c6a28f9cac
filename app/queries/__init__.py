"""Queries, their SQL, and search. The first argument is always a snapshot."""
