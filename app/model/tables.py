"""Every table, imported once, so that `METADATA` is complete for migrations."""

from sqlmodel import SQLModel

from app.model import (
    articles,
    dataset,
    events,
    facts,
    organisations,
    people,
    places,
    quotes,
    statistics,
)

METADATA = SQLModel.metadata

__all__ = [
    "METADATA",
    "articles",
    "dataset",
    "events",
    "facts",
    "organisations",
    "people",
    "places",
    "quotes",
    "statistics",
]
