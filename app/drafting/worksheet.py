"""The worksheet: a review as one HTML page that needs no server."""

import json
from pathlib import Path

from app.drafting.review import KINDS
from app.drafting.review_values import CHOICES, KEYS

_PAGE = Path(__file__).with_name("worksheet.html")


def worksheet(name: str, review: str) -> str:
    """The page for the content of a review file called `name`."""
    held = {
        "name": name,
        "review": review,
        "kinds": KINDS,
        "keys": {kind: words.split() for kind, words in KEYS.items()},
        "choices": {" ".join(key): words for key, words in CHOICES.items()},
    }
    content = json.dumps(held, ensure_ascii=False).replace("<", "\\u003c")
    return _PAGE.read_text(encoding="utf-8").replace("{{review}}", content)
