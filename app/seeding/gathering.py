"""Gather what articles say of a record that they share, and what is found under it.

A record named in any number of articles is made of a bounded number of them, and lists a bounded
number of each thing, in the order of articles, beside how many there are.
"""

from collections.abc import Iterator
from typing import Any

import orjson

from app.core.documents import PATHS, Document, Reference, fingerprint, uncited
from app.core.terms import LISTED
from app.seeding.storing import Writer
from app.seeding.tallying import Tallies

FIRST = 20
"""So many of the articles that name a record are listed and cited: the first ones."""

_STATING = 3
"""So many of the articles that state an office are cited for it."""

_SAID = 100
"""So many distinct things of one kind that articles say of a record are told."""


class Gathering:
    """Asks for one record after the other; articles' own rows and tallies are there already."""

    def __init__(self, writer: Writer, tallies: Tallies) -> None:
        """Ask by `writer`."""
        self.writer = writer
        self.tallies = tallies
        self._few: dict[str, int] = {}
        """How many links the record has that is asked for, where all have been read."""
        self._named: dict[str, Document] = {}
        """What its first articles say, by article."""
        self._sayers: set[str] = set()
        """The articles that were the first to say something of it that is told."""

    def begin(self, id_: str) -> bool:
        """Go on to another record; tells whether any article names it."""
        self._few.clear()
        self._sayers.clear()
        self._named = {m["article"]: m for m in self.mentions("article.about", id_)}
        self._read("article.about", len(self._named), FIRST)
        return bool(self._named)

    def mentions(
        self, name: str, value: str, id_: str | None = None, most: int = FIRST
    ) -> Iterator[Document]:
        """What the first articles under a link say of the record."""
        rows = self.writer.run(
            "SELECT m.article, m.body FROM link AS l JOIN mention AS m "
            "ON m.article = l.position AND m.entity = ? "
            "WHERE l.name = ? AND l.value = ? ORDER BY l.position LIMIT ?",
            [id_ or value, name, value, most],
        )
        return ({**orjson.loads(body), "article": article} for article, body in rows)

    def said(self, id_: str, what: str, most: int = _SAID) -> list[str]:
        """Distinct things that articles say of a record, by who says them first.

        Of more than can be told these are the first by value: to find who of all said something
        first, all would have to be read.
        """
        told = self._said(id_, what)[:most]
        self._sayers.update(first for first, _ in told)
        return [value for _, value in told]

    def _said(self, id_: str, what: str) -> list[tuple[str, str]]:
        """Distinct things said, the first by value, each after the first article that says it."""
        found: list[tuple[str, str]] = []
        before = last = f"{id_} "
        while len(found) < _SAID:
            row = self.writer.run(
                "SELECT value, position FROM link WHERE name = ? AND value > ? AND value < ? "
                "ORDER BY value, position LIMIT 1",
                [f"mention.{what}", last, f"{id_}!"],
            )
            if not row:
                break
            last, first = row[0]
            found.append((first, last.removeprefix(before)))
        return sorted(found)

    def how_known(self, id_: str) -> Document:
        """Which articles name the record, and where: the first, and who first said what is told.

        It comes last, when all that is told has been asked for.
        """
        inferences = self.said(id_, "inference")
        others = {article: self._mention(article, id_) for article in self._sayers - {*self._named}}
        cited = sorted((self._named | others).items())
        # An article may have inferred it in several ways: as they stand there.
        inferences.sort(key=" ".join(m["inference"] for _, m in cited if m["inference"]).find)
        return {
            "article": next(iter(self._named)),
            "articles": list(self._named),
            "basis": "inferred" if inferences else "stated",
            "inference": " ".join(inferences) or None,
            "citations": [citation for _, mention in cited for citation in mention["citations"]],
        }

    def _mention(self, article: str, id_: str) -> Document:
        sql = "SELECT body FROM mention WHERE article = ? AND entity = ?"
        ((body,),) = self.writer.run(sql, [article, id_])
        mention: Document = orjson.loads(body)
        return mention

    def offices(self, id_: str) -> list[Document]:
        """Each office once, with the citations of the first articles that have it."""
        offices: dict[str, tuple[tuple[str, int], Document]] = {}
        for _, said in self._said(id_, "offices"):
            for mention in self.mentions("mention.offices", f"{id_} {said}", id_, _STATING):
                for place, office in enumerate(mention["offices"]):
                    if fingerprint(uncited(office)) != said:
                        continue
                    if said in offices:
                        offices[said][1]["citations"].extend(office["citations"])
                    else:
                        offices[said] = ((mention["article"], place), office)
        return [office for _, office in sorted(offices.values(), key=lambda pair: pair[0])]

    def first(self, columns: str, kind: str, name: str, value: str) -> list[Any]:
        """Columns of the first records of a kind found under `value`."""
        rows = self.writer.run(
            f"SELECT {columns} FROM link AS l JOIN {kind} AS t "  # noqa: S608 - names of ours
            "ON t.position = l.position WHERE l.name = ? AND l.value = ? "
            "ORDER BY l.position LIMIT ?",
            [f"{kind}.{name}", value, LISTED],
        )
        self._read(f"{kind}.{name}", len(rows), LISTED)
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

    def _read(self, name: str, number: int, most: int) -> None:
        if number < most:
            self._few[name] = number
