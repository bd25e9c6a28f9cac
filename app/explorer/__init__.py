"""What people look at: pages, charts, and the reader of the API's documentation."""
