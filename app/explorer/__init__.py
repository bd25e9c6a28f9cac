"""The web pages, pictures, and the viewer for the API's documentation."""

from app.explorer.routes import ROUTES as PAGES

__all__ = ["PAGES"]
