"""The web pages, pictures, and the viewer for the API's documentation."""
