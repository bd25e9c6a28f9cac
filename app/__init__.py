"""Article Facts: what a news article says, each fact with the place it comes from."""

__version__ = "0.2.0"
