"""The worksheet: a review as one HTML page that needs no server."""

import json
from pathlib import Path

_PAGE = Path(__file__).with_name("worksheet.html")


def worksheet(name: str, review: str) -> str:
    """The page for the content of a review file called `name`."""
    held = json.dumps({"name": name, "review": review}, ensure_ascii=False)
    return _PAGE.read_text(encoding="utf-8").replace("{{review}}", held.replace("</", "<\\/"))
