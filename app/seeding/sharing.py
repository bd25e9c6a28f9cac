"""Join what articles say of the records they share, and list what leads on from each.

A record named in any number of articles is joined from a bounded number of them: its document
lists the first `MOST` of each thing, in the order of articles, and says how many there are.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import orjson

from app.seeding.batching import Shared
from app.seeding.rendering import PATHS, Document, Reference, text_of, uncited
from app.seeding.storing import Writer

MOST = 100
"""So many references of one kind are listed on an item; its links lead to all."""

IN_TURN = ("person", "country", "organisation", "place", "statistic")
"""How kinds are joined: people first, since countries and organisations list theirs."""


class Joining:
    """Joins shared records; the articles' own rows and tallies are in the database already."""

    def __init__(self, writer: Writer, shared: Shared) -> None:
        """Join what `writer`'s database says of the records of `shared`."""
        self.writer = writer
        self.shared = shared
        self._few: dict[str, int] = {}
        """How many links the record that is being joined has, where all have been read."""
        self.described = {
            record.id: record
            for noun in ("people", "countries", "organisations", "places", "statistics")
            for record in getattr(shared.seed, noun)
        }

    def join(self, kind: str, id_: str) -> tuple[Document, Document, str] | None:
        """The document of a record, the same with what leads on, and what search finds it by.

        None where no article names it.
        """
        self._few.clear()
        mentions = list(self._mentions("article.about", id_))
        if not mentions:
            return None
        self._read("article.about", len(mentions))
        how = self._how_known(id_, mentions)
        return _JOINED[kind](self, self.shared.names[id_], how)

    def _mentions(self, name: str, value: str, id_: str | None = None) -> Iterator[Document]:
        """What the first articles under a link say of the record."""
        rows = self.writer.run(
            "SELECT m.article, m.body FROM link AS l JOIN mention AS m "
            "ON m.article = l.position AND m.entity = ? "
            "WHERE l.name = ? AND l.value = ? ORDER BY l.position LIMIT ?",
            [id_ or value, name, value, MOST],
        )
        return ({**orjson.loads(body), "article": article} for article, body in rows)

    def _said(self, id_: str, what: str) -> list[str]:
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

    def _how_known(self, id_: str, mentions: list[Document]) -> Document:
        inferences = self._said(id_, "inference")
        return {
            "article": mentions[0]["article"],
            "articles": [mention["article"] for mention in mentions],
            "basis": "inferred" if inferences else "stated",
            "inference": " ".join(inferences) or None,
            "citations": [c for mention in mentions for c in mention["citations"]][:MOST],
        }

    def _offices(self, id_: str) -> list[Document]:
        """Each office once, with the citations of the first articles that have it."""
        offices: dict[str, tuple[tuple[str, int], Document]] = {}
        for said in self._said(id_, "offices"):
            for mention in self._mentions("mention.offices", f"{id_} {said}", id_):
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

    def _first(self, columns: str, kind: str, name: str, value: str) -> list[Any]:
        """Columns of the first records of a kind found under `value`."""
        rows = self.writer.run(
            f"SELECT {columns} FROM link AS l JOIN {kind} AS t "  # noqa: S608 - names of ours
            "ON t.position = l.position WHERE l.name = ? AND l.value = ? "
            "ORDER BY l.position LIMIT ?",
            [f"{kind}.{name}", value, MOST],
        )
        self._read(f"{kind}.{name}", len(rows))
        return rows

    def _references(self, kind: str, name: str, value: str) -> list[Reference]:
        path = PATHS[kind]
        first = self._first("t.id, t.name", kind, name, value)
        return [{"id": id_, "name": name_, "url": path + id_} for id_, name_ in first]

    def _totals(self, id_: str, **links: str) -> dict[str, int]:
        """How many there are of each thing that an item lists."""
        counted = {"articles": "article.about", **links}
        return {
            thing: self._few[name] if name in self._few else self.writer.total(name, id_)
            for thing, name in counted.items()
        }

    def _read(self, name: str, number: int) -> None:
        if number < MOST:
            self._few[name] = number

    def _person(self, person: Reference, how: Document) -> tuple[Document, Document, str]:
        id_ = person["id"]
        offices = self._offices(id_)
        affiliation = next(
            (
                mention["affiliation"]
                for said in self._said(id_, "affiliation")[:1]
                for mention in self._mentions("mention.affiliation", f"{id_} {said}", id_)
            ),
            None,
        )
        shown = {
            "id": id_,
            "url": person["url"],
            "name": person["name"],
            "leader": any(office["political"] for office in offices),
            "offices": offices,
            "occupation": next(iter(self._said(id_, "occupation")), None),
            "affiliation": affiliation,
            "countries": sorted(self._said(id_, "countries")),
            **how,
        }
        involved = [
            {**_light(event), "part": part["part"], "certainty": part["certainty"]}
            for (document,) in self._first("t.document", "event", "participant", id_)
            for event in (orjson.loads(document),)
            for part in event["participants"]
            if part["id"] == id_
        ]
        item = {
            **shown,
            "events": involved[:MOST],
            "quotes": self._references("quote", "speaker", id_),
            "facts": self._references("fact", "about", id_),
            "facts_asserted": self._references("fact", "asserted_by", id_),
            "totals": self._totals(
                id_,
                events="event.participant",
                quotes="quote.speaker",
                facts="fact.about",
                facts_asserted="fact.asserted_by",
            ),
            "links": {
                "articles": f"/articles?about={id_}",
                "events": f"/events?participant={id_}",
                "quotes": f"/quotes?speaker={id_}",
                "quotes_about": f"/quotes?about={id_}",
                "facts": f"/facts?about={id_}",
                "facts_asserted": f"/facts?asserted_by={id_}",
            },
        }
        names = [office["organisation"]["name"] for office in offices if office["organisation"]]
        names += [affiliation["name"]] if affiliation else []
        texts = [office["title"] for office in offices] + [shown["occupation"] or ""] + names
        return shown, item, _text(dict.fromkeys(texts))

    def _country(self, country: Reference, how: Document) -> tuple[Document, Document, str]:
        shown = {"id": country["id"], "url": country["url"], "name": country["name"], **how}
        return shown, {**shown, **self._leading_on("country", country["id"])}, ""

    def _leading_on(self, kind: str, id_: str) -> Document:
        """What an item lists beside its document: people, where it has them, events and facts."""
        has_people = kind in {"country", "organisation"}
        people = {"people": self._references("person", kind, id_)} if has_people else {}
        counted = {"people": f"person.{kind}"} if has_people else {}
        linked = {"people": f"/people?{kind}={id_}"} if has_people else {}
        return {
            **people,
            "events": self._references("event", "about", id_),
            "facts": self._references("fact", "about", id_),
            "totals": self._totals(id_, **counted, events="event.about", facts="fact.about"),
            "links": {
                "articles": f"/articles?about={id_}",
                **linked,
                "events": f"/events?about={id_}",
                "facts": f"/facts?about={id_}",
            },
        }

    def _place(self, place: Reference, how: Document) -> tuple[Document, Document, str]:
        record = self.described[place["id"]]
        shown = {
            "id": place["id"],
            "url": place["url"],
            "name": place["name"],
            "kind": record.kind,
            "country": record.country,
            "within": self.shared.names[record.within] if record.within else None,
            **how,
        }
        return shown, {**shown, **self._leading_on("place", place["id"])}, record.kind

    def _organisation(
        self, organisation: Reference, how: Document
    ) -> tuple[Document, Document, str]:
        record = self.described[organisation["id"]]
        shown = {
            "id": organisation["id"],
            "url": organisation["url"],
            "name": organisation["name"],
            "kind": record.kind,
            "country": record.country,
            **how,
        }
        item = {**shown, **self._leading_on("organisation", organisation["id"])}
        return shown, item, record.kind

    def _statistic(self, statistic: Reference, how: Document) -> tuple[Document, Document, str]:
        record = self.described[statistic["id"]]
        id_ = statistic["id"]
        shown = {
            "id": id_,
            "url": statistic["url"],
            "name": statistic["name"],
            **record.model_dump(exclude={"id", "name"}),
            **how,
        }
        observed = self._first("t.document", "observation", "statistic", id_)
        item = {
            **shown,
            "observations": [orjson.loads(document) for (document,) in observed],
            "totals": self._totals(id_, observations="observation.statistic", facts="fact.about"),
            "links": {
                "articles": f"/articles?about={id_}",
                "observations": f"/statistics/{id_}/observations",
                "facts": f"/facts?about={id_}",
            },
        }
        return shown, item, _text([record.description, record.unit])


_Join = Callable[[Joining, Reference, Document], tuple[Document, Document, str]]
_JOINED: dict[str, _Join] = {
    "person": Joining._person,  # noqa: SLF001 - the class's own, by kind
    "country": Joining._country,  # noqa: SLF001 - the same
    "organisation": Joining._organisation,  # noqa: SLF001 - the same
    "place": Joining._place,  # noqa: SLF001 - the same
    "statistic": Joining._statistic,  # noqa: SLF001 - the same
}


def _light(shown: Document) -> Reference:
    return {key: shown[key] for key in ("id", "name", "url")}


def _text(texts: Iterable[Any]) -> str:
    return " · ".join(filter(None, texts))
