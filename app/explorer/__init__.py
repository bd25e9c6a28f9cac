"""What people look at: pages, pictures, and the reader of the API's documentation."""

from app.explorer.routes import ROUTES as PAGES

__all__ = ["PAGES"]
