"""What a draft is made of: records as keys and values, for a person to look at."""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from app.evidence.spans import Span

Stub = dict[str, Any]
"""A record of a seed file as keys and values; `citations` are spans, `#` is a note for a person."""


@dataclass
class Draft:
    """What a text seems to hold: records for its own file, and names for the shared files."""

    article: Stub
    records: dict[str, list[Stub]] = field(default_factory=lambda: defaultdict(list))
    shared: dict[str, list[Stub]] = field(default_factory=lambda: defaultdict(list))
    unsorted: list[str] = field(default_factory=list)
    notes: list[tuple[Span, str]] = field(default_factory=list)


def slug(name: str) -> str:
    """An id made of a name: lower case, hyphens, no accents."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "").replace("'", ""))
    plain = plain.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:100] or "unnamed"
