"""Every cited span of an article, with the record that it supports."""

from functools import lru_cache

from sqlalchemy import Dialect, bindparam, select

from app.evidence.spans import Span
from app.model.base import table_of
from app.model.dataset import CitationRow
from app.queries.database import Database
from app.queries.statement import Statement, compile_statement


def cited_spans(database: Database, article: str) -> list[tuple[str, Span]]:
    """The path of each record and a span that it cites, in the order of the text."""
    statement = _cited(database.dialect)
    rows = database.rows(statement.sql, statement.bind({"article": article}))
    return [
        (record.decode(), Span(start, end, paragraph, sha256.decode()))
        for record, start, end, paragraph, sha256 in rows
    ]


@lru_cache(maxsize=4)
def _cited(dialect: Dialect) -> Statement:
    columns = table_of(CitationRow).c
    wanted = (columns.record, columns.start, columns.end, columns.paragraph, columns.sha256)
    statement = select(*wanted).where(columns.article == bindparam("article"))
    ordered = statement.order_by(columns.start, columns.end, columns.record)
    return compile_statement(ordered, dialect)
