"""The years of a series that nobody has a number for, as rows that say so."""

import re
from dataclasses import replace
from typing import Any

import orjson

from app.core.collection import MOST, Malformed
from app.database.database import Database
from app.queries.question import Question
from app.queries.selecting import every
from app.resources.statistics import NotReportedShown

_YEAR = re.compile(r"[0-9]{4}")


class Unfillable(Malformed):
    """The series, or what is asked of it, leaves open which rows are missing."""


def filled(database: Database, question: Question) -> list[bytes]:
    """The rows found, and one for each silent year between the series' first and last.

    Only `date_from` and `date_to` narrow both. Raises `Unfillable`.
    """
    series = _rows(database, replace(question, filters={}))
    years = sorted({_year(row) for row, _ in series})
    found = _rows(database, question)
    silent = [
        year
        for year in range(years[0], years[-1] + 1)
        if year not in set(years) and _asked(question, year)
    ]
    if len(found) + len(silent) > MOST:
        message = f"there would be {len(found) + len(silent)} rows; narrow date_from and date_to"
        raise Unfillable(message)
    first = series[0][0]
    rows = [(row["earliest"], document) for row, document in found]
    rows += [(f"{year:04d}-01-01", _not_reported(first, year)) for year in silent]
    return [document for _, document in sorted(rows, key=lambda row: row[0])]


def _rows(database: Database, question: Question) -> list[tuple[dict[str, Any], bytes]]:
    """Each row found, read and as it is stored."""
    statement, values = every(question, ("document",), database.dialect)
    rows = database.rows(statement.sql, statement.bind(values))
    return [(orjson.loads(document), document) for (document,) in rows]


def _year(row: dict[str, Any]) -> int:
    if row["dimensions"]:
        message = f"the series has several rows a period, by {', '.join(row['dimensions'])}"
        raise Unfillable(message)
    if not _YEAR.fullmatch(row["period"] or ""):
        message = f"the series is not one of years: {row['id']} has the period {row['period']}"
        raise Unfillable(message)
    return int(row["period"])


def _asked(question: Question, year: int) -> bool:
    since, until = question.filters.get("date_from"), question.filters.get("date_to")
    return (since is None or since.earliest.year <= year) and (
        until is None or until.latest.year >= year
    )


def _not_reported(like: dict[str, Any], year: int) -> bytes:
    """A silent year of the series that the row `like` belongs to."""
    period = f"{year:04d}"
    shown = NotReportedShown.model_validate(
        {
            **dict.fromkeys(NotReportedShown.model_fields),
            **{field: like[field] for field in ("statistic", "unit", "cumulative")},
            "period": period,
            "earliest": f"{period}-01-01",
            "latest": f"{period}-12-31",
            "dimensions": {},
            "status": "not_reported",
            "display": "not reported",
            "about": [],
            "citations": [],
        }
    )
    return shown.model_dump_json().encode()
