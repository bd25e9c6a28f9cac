"""The HTTP API: requests and responses. Contains no SQL."""
