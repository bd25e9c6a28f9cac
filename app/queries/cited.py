"""The cited spans of an article."""

from app.core.citations import read
from app.database.database import Database
from app.evidence.spans import Span


def cited_spans(database: Database, article: str) -> list[tuple[str, Span]]:
    """The path of each record and a span that it cites, in the order of the text."""
    rows = database.rows("SELECT spans FROM cited WHERE article = ?", (article,))
    return read(rows[0][0]) if rows else []
