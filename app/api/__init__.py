"""What can be asked over HTTP, and how it is answered. Knows no SQL."""
