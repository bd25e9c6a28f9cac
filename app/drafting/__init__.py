"""Drafts the seed of a new article, for a person to review.

Only the command line imports this package. It needs the extra `draft`: spaCy and its small English
pipeline.
"""
