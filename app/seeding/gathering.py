"""Gather what articles say of a record that they share, and what is found under it.

A record named in any number of articles is made of a bounded number of them: `MOST` of each
thing are listed, in the order of articles, beside how many there are.
"""

from collections.abc import Iterator
from typing import Any

import orjson

from app.seeding.rendering import PATHS, Document, Reference, text_of, uncited
from app.seeding.storing import Writer
from app.seeding.tallying import Tallies

MOST = 100
"""So many references of one kind are listed on an item; its links lead to all."""


class Gathering:
    """Asks for one record after the other; articles' own rows and tallies are there already."""

    def __init__(self, writer: Writer, tallies: Tallies) -> None:
        """Ask by `writer`."""
        self.writer = writer
        self.tallies = tallies
        self._few: dict[str, int] = {}
        """How many links the record has that is asked for, where all have been read."""

    def begin(self, id_: str) -> list[Document]:
        """Go on to another record; tells what the first articles that name it say of it."""
        self._few.clear()
        mentions = list(self.mentions("article.about", id_))
        self._read("article.about", len(mentions))
        return mentions

    def mentions(self, name: str, value: str, id_: str | None = None) -> Iterator[Document]:
        """What the first articles under a link say of the record."""
        rows = self.writer.run(
            "SELECT m.article, m.body FROM link AS l JOIN mention AS m "
            "ON m.article = l.position AND m.entity = ? "
            "WHERE l.name = ? AND l.value = ? ORDER BY l.position LIMIT ?",
            [id_ or value, name, value, MOST],
        )
        return ({**orjson.loads(body), "article": article} for article, body in rows)

    def said(self, id_: str, what: str) -> list[str]:
        """Each distinct thing that articles say of a record, by who says it first."""
        found: list[tuple[str, str]] = []
        last = f"{id_} "
        while len(found) < MOST:
            row = self.writer.run(
                "SELECT value, position FROM link WHERE name = ? AND value > ? AND value < ? "
                "ORDER BY value, position LIMIT 1",
                [f"mention.{what}", last, f"{id_}!"],
            )
            if not row:
                break
            last, first = row[0]
            found.append((first, last))
        return [value.removeprefix(f"{id_} ") for _, value in sorted(found)]

    def how_known(self, id_: str, mentions: list[Document]) -> Document:
        """Which articles name the record, and the first citations."""
        inferences = self.said(id_, "inference")
        return {
            "article": mentions[0]["article"],
            "articles": [mention["article"] for mention in mentions],
            "basis": "inferred" if inferences else "stated",
            "inference": " ".join(inferences) or None,
            "citations": [c for mention in mentions for c in mention["citations"]][:MOST],
        }

    def offices(self, id_: str) -> list[Document]:
        """Each office once, with the citations of the first articles that have it."""
        offices: dict[str, tuple[tuple[str, int], Document]] = {}
        for said in self.said(id_, "offices"):
            for mention in self.mentions("mention.offices", f"{id_} {said}", id_):
                for place, office in enumerate(mention["offices"]):
                    if text_of(uncited(office)) != said:
                        continue
                    if said in offices:
                        offices[said][1]["citations"].extend(office["citations"])
                    else:
                        offices[said] = ((mention["article"], place), office)
        joined = [office for _, office in sorted(offices.values(), key=lambda pair: pair[0])]
        for office in joined:
            del office["citations"][MOST:]
        return joined

    def first(self, columns: str, kind: str, name: str, value: str) -> list[Any]:
        """Columns of the first records of a kind found under `value`."""
        rows = self.writer.run(
            f"SELECT {columns} FROM link AS l JOIN {kind} AS t "  # noqa: S608 - names of ours
            "ON t.position = l.position WHERE l.name = ? AND l.value = ? "
            "ORDER BY l.position LIMIT ?",
            [f"{kind}.{name}", value, MOST],
        )
        self._read(f"{kind}.{name}", len(rows))
        return rows

    def references(self, kind: str, name: str, value: str) -> list[Reference]:
        """Light references to the first records of a kind found under `value`."""
        path = PATHS[kind]
        first = self.first("t.id, t.name", kind, name, value)
        return [{"id": id_, "name": name_, "url": path + id_} for id_, name_ in first]

    def totals(self, id_: str, **links: str) -> dict[str, int]:
        """How many there are of each thing that an item lists."""
        counted = {"articles": "article.about", **links}
        return {
            thing: self._few[name] if name in self._few else self.tallies.total(name, id_)
            for thing, name in counted.items()
        }

    def _read(self, name: str, number: int) -> None:
        if number < MOST:
            self._few[name] = number
