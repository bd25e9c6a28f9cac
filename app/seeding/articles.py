"""The article that a seed file is about, and what of its text is boilerplate."""

from pydantic import Field

from app.model.articles import Article
from app.model.base import Slug
from app.model.edtf import parse
from app.seeding.records import Citations, CitedRecord, EdtfText, Record, Words
from app.seeding.rendering import Rendering


class ArticleRecord(CitedRecord):
    """`[article]`: the source, described."""

    REFERENCES = {
        "byline": frozenset({"person"}),
        "publisher": frozenset({"organisation"}),
    }

    id: Slug
    title: Words
    byline: list[Slug] = []
    publisher: Slug | None = None
    language: str = Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
    date: EdtfText | None = None
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    characters: int = Field(ge=1)


class BoilerplateRecord(Record):
    """`[[boilerplate]]`: a part of the text that says nothing about the world."""

    name: Words
    citations: Citations


def render(record: ArticleRecord, boilerplate: list[BoilerplateRecord], into: Rendering) -> None:
    """Add the article itself; it comes last, as it tells how much was found in it."""
    date = parse(record.date) if record.date else None
    into.cite(f"/articles/{record.id}", record)
    found = into.rows
    shown = dict(
        id=record.id,
        url=f"/articles/{record.id}",
        title=record.title,
        byline=into.references(record.byline),
        publisher=into.maybe(record.publisher),
        language=record.language,
        date=record.date,
        earliest=date.earliest.isoformat() if date and date.earliest else None,
        latest=date.latest.isoformat() if date and date.latest else None,
        sha256=record.sha256,
        characters=record.characters,
        boilerplate=[
            {
                "name": part.name,
                "citations": [into.citation(citation) for citation in part.citations],
            }
            for part in boilerplate
        ],
        holdings={
            "events": len(found["event"]),
            "quotes": len(found["quote"]),
            "observations": len(found["observation"]),
            "facts": len(found["fact"]),
            "citations": len(into.spans),
        },
        **into.cited(record),
    )
    into.add(
        Article,
        shown,
        record.id,
        name=record.title,
        columns={
            "sha256": record.sha256,
            "characters": record.characters,
            "earliest": shown["earliest"],
            "latest": shown["latest"],
        },
        byline=record.byline,
        publisher=[record.publisher],
        language=[record.language],
    )
    into.find_by("article", record.id, record.title)
