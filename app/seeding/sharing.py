"""Join what articles say of the records they share, and list what leads on from each."""

from collections.abc import Callable, Iterable
from typing import Any

import orjson

from app.core.documents import Document, Reference
from app.core.terms import LISTED
from app.seeding.batching import Shared
from app.seeding.gathering import Gathering
from app.seeding.reading import SHARED


class Joining:
    """Joins the records of `shared` from what is gathered of them."""

    def __init__(self, gathering: Gathering, shared: Shared) -> None:
        """Join what `gathering` finds."""
        self.gathering = gathering
        self.shared = shared
        self.described = {
            record.id: record for noun in SHARED for record in getattr(shared.seed, noun)
        }

    def join(self, kind: str, id_: str) -> tuple[Document, Document, str] | None:
        """The document of a record, the same with what leads on, and what search finds it by.

        None where no article names it.
        """
        return _JOINED[kind](self, self.shared.names[id_]) if self.gathering.begin(id_) else None

    def _person(self, person: Reference) -> tuple[Document, Document, str]:
        id_ = person["id"]
        offices = self.gathering.offices(id_)
        occupation = next(iter(self.gathering.said(id_, "occupation", 1)), None)
        affiliation = next(iter(self.gathering.said(id_, "affiliation", 1)), None)
        shown = {
            "id": id_,
            "url": person["url"],
            "name": person["name"],
            "leader": any(office["political"] for office in offices),
            "offices": offices,
            "occupation": occupation,
            "affiliation": self.shared.names[affiliation] if affiliation else None,
            "countries": sorted(self.gathering.said(id_, "countries")),
            **self.gathering.how_known(id_),
        }
        involved = [
            {**_light(event), "part": part["part"], "certainty": part["certainty"]}
            for (document,) in self.gathering.first("t.document", "event", "participant", id_)
            for event in (orjson.loads(document),)
            for part in event["participants"]
            if part["id"] == id_
        ]
        item = {
            **shown,
            "events": involved[:LISTED],
            "quotes": self.gathering.references("quote", "speaker", id_),
            "facts": self.gathering.references("fact", "about", id_),
            "facts_asserted": self.gathering.references("fact", "asserted_by", id_),
            "totals": self.gathering.totals(
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
        names += [self.shared.names[affiliation]["name"]] if affiliation else []
        titles = [f"{'former ' if o['former'] else ''}{o['title']}" for o in offices]
        texts = [*titles, occupation or "", *names]
        return shown, item, _text(dict.fromkeys(texts))

    def _country(self, country: Reference) -> tuple[Document, Document, str]:
        shown = {
            "id": country["id"],
            "url": country["url"],
            "name": country["name"],
            **self.gathering.how_known(country["id"]),
        }
        return shown, {**shown, **self._leading_on("country", country["id"])}, country["id"]

    def _leading_on(self, kind: str, id_: str) -> Document:
        """What an item lists beside its document: people, where it has them, events and facts."""
        has_people = kind in {"country", "organisation"}
        people = {"people": self.gathering.references("person", kind, id_)} if has_people else {}
        counted = {"people": f"person.{kind}"} if has_people else {}
        linked = {"people": f"/people?{kind}={id_}"} if has_people else {}
        return {
            **people,
            "events": self.gathering.references("event", "about", id_),
            "facts": self.gathering.references("fact", "about", id_),
            "totals": self.gathering.totals(
                id_, **counted, events="event.about", facts="fact.about"
            ),
            "links": {
                "articles": f"/articles?about={id_}",
                **linked,
                "events": f"/events?about={id_}",
                "facts": f"/facts?about={id_}",
            },
        }

    def _place(self, place: Reference) -> tuple[Document, Document, str]:
        record = self.described[place["id"]]
        shown = {
            "id": place["id"],
            "url": place["url"],
            "name": place["name"],
            "kind": record.kind,
            "country": record.country,
            "within": self.shared.names[record.within] if record.within else None,
            **self.gathering.how_known(place["id"]),
        }
        return shown, {**shown, **self._leading_on("place", place["id"])}, _in_words(record.kind)

    def _organisation(self, organisation: Reference) -> tuple[Document, Document, str]:
        record = self.described[organisation["id"]]
        shown = {
            "id": organisation["id"],
            "url": organisation["url"],
            "name": organisation["name"],
            "kind": record.kind,
            "country": record.country,
            **self.gathering.how_known(organisation["id"]),
        }
        item = {**shown, **self._leading_on("organisation", organisation["id"])}
        return shown, item, _in_words(record.kind)

    def _statistic(self, statistic: Reference) -> tuple[Document, Document, str]:
        record = self.described[statistic["id"]]
        id_ = statistic["id"]
        shown = {
            "id": id_,
            "url": statistic["url"],
            "name": statistic["name"],
            **record.model_dump(exclude={"id", "name"}),
            **self.gathering.how_known(id_),
        }
        observed = self.gathering.first("t.document", "observation", "statistic", id_)
        item = {
            **shown,
            "observations": [orjson.loads(document) for (document,) in observed],
            "totals": self.gathering.totals(
                id_, observations="observation.statistic", facts="fact.about"
            ),
            "links": {
                "articles": f"/articles?about={id_}",
                "observations": f"/statistics/{id_}/observations",
                "facts": f"/facts?about={id_}",
            },
        }
        return shown, item, _text([record.description, record.unit])


_Join = Callable[[Joining, Reference], tuple[Document, Document, str]]
_JOINED: dict[str, _Join] = {
    "person": Joining._person,  # noqa: SLF001 - the class's own, by kind
    "country": Joining._country,  # noqa: SLF001 - the same
    "organisation": Joining._organisation,  # noqa: SLF001 - the same
    "place": Joining._place,  # noqa: SLF001 - the same
    "statistic": Joining._statistic,  # noqa: SLF001 - the same
}


def _light(shown: Document) -> Reference:
    return {key: shown[key] for key in ("id", "name", "url")}


def _in_words(slug: str) -> str:
    return slug.replace("-", " ")


def _text(texts: Iterable[Any]) -> str:
    return " · ".join(filter(None, texts))
