"""The article that a seed file is about, and what of its text is boilerplate."""

from typing import Annotated

import orjson
from pydantic import Field, StringConstraints

from app.model.edtf import days
from app.model.terms import Slug
from app.queries.citations import written
from app.seeding.records import Citations, CitedRecord, EdtfText, Line, Record, Sha256, Words
from app.seeding.rendering import Rendering


class ArticleRecord(CitedRecord):
    """`[article]`: the source, described."""

    REFERENCES = {
        "byline": frozenset({"person"}),
        "publisher": frozenset({"organisation"}),
    }

    id: Slug
    title: Line
    byline: list[Slug] = []
    publisher: Slug | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
    date: EdtfText | None = None
    sha256: Sha256
    characters: int = Field(ge=1, le=9_999_999)


class BoilerplateRecord(Record):
    """`[[boilerplate]]`: a part of the text that says nothing about the world."""

    name: Words
    citations: Citations


def render(record: ArticleRecord, boilerplate: list[BoilerplateRecord], into: Rendering) -> None:
    """Add the article itself; it comes last, as it tells how much was found in it."""
    earliest, latest = days(record.date)
    standing = into.standing(record)
    into.cite(f"/articles/{record.id}", standing)
    cited_by = into.cited_by()
    into.spans = len({span[:2] for span in cited_by})
    found = into.rows
    found["cited"] = [(record.id, written(cited_by))]
    shown = {
        "id": record.id,
        "url": f"/articles/{record.id}",
        "title": record.title,
        "byline": into.references(record.byline),
        "publisher": into.maybe(record.publisher),
        "language": record.language,
        "date": record.date,
        "earliest": earliest,
        "latest": latest,
        "sha256": record.sha256,
        "characters": record.characters,
        "boilerplate": [
            {
                "name": part.name,
                "citations": orjson.Fragment(into.citations(part.citations)),
            }
            for part in boilerplate
        ],
        "holdings": {
            "events": len(found["event"]),
            "quotes": len(found["quote"]),
            "observations": len(found["observation"]),
            "facts": len(found["fact"]),
            "citations": into.spans,
        },
    }
    into.add(
        "article",
        shown,
        standing,
        record.id,
        record.title,
        [
            *[("article.byline", id_) for id_ in record.byline],
            ("article.publisher", record.publisher),
            ("article.language", record.language),
        ],
        (record.sha256, record.characters, earliest, latest),
    )
    into.find_by("article", record.id, record.title)
