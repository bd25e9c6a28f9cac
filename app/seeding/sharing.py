"""Join what articles say of the records they share, and list what leads on from each."""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import Connection, select
from sqlmodel import col

from app.model.base import Reference, Row, SharedRow
from app.model.dataset import Link, Mention, SearchEntry
from app.model.events import Event
from app.model.facts import Fact
from app.model.organisations import Organisation, OrganisationItem, OrganisationShown
from app.model.people import Involvement, OfficeShown, Person, PersonItem, PersonShown
from app.model.places import Country, CountryItem, CountryShown, Place, PlaceItem, PlaceShown
from app.model.quotes import Quote
from app.model.statistics import Observation, Statistic, StatisticItem, StatisticShown
from app.queries.words import tokens
from app.seeding.rendering import PATHS, Rows, links_of

S = TypeVar("S", CountryShown, PlaceShown, OrganisationShown, StatisticShown)

MOST = 100
"""So many references of one kind are listed on an item; its links lead to all."""


def render_shared(connection: Connection) -> Rows:
    """The rows of every record that articles share, joined from what each article says."""
    rows: Rows = defaultdict(list)
    said: dict[tuple[str, str], list[str]] = defaultdict(list)
    mentions = select(col(Mention.kind), col(Mention.entity), col(Mention.body))
    for kind, entity, body in connection.execute(
        mentions.order_by(col(Mention.kind), col(Mention.entity), col(Mention.article))
    ):
        said[kind, entity].append(body)
    for (kind, _), bodies in sorted(said.items(), key=_in_turn):
        _JOINED[kind](connection, bodies, rows)
    return rows


def _in_turn(entry: tuple[tuple[str, str], list[str]]) -> tuple[int, str]:
    kind, entity = entry[0]
    return list(_JOINED).index(kind), entity


def _person(connection: Connection, bodies: list[str], rows: Rows) -> None:
    mentions = [PersonShown.model_validate_json(body) for body in bodies]
    first = mentions[0]
    offices = _offices(mentions)
    countries = sorted({code for mention in mentions for code in mention.countries})
    shown = first.model_copy(
        update={
            "leader": any(office.political for office in offices),
            "offices": offices,
            "occupation": next((m.occupation for m in mentions if m.occupation), None),
            "affiliation": next((m.affiliation for m in mentions if m.affiliation), None),
            "countries": countries,
            **_common(mentions),
        }
    )
    involved = [
        Involvement(**reference.model_dump(), part=part["part"], certainty=part["certainty"])
        for reference, event in _linked(connection, Event, "event.participant", shown.id)
        for part in json.loads(event)["participants"]
        if part["id"] == shown.id
    ]
    item = PersonItem(
        **dict(shown),
        events=involved,
        quotes=_references(connection, Quote, "quote.speaker", shown.id),
        facts=_references(connection, Fact, "fact.about", shown.id),
        links={
            "events": f"/events?participant={shown.id}",
            "quotes": f"/quotes?speaker={shown.id}",
            "quotes_about": f"/quotes?about={shown.id}",
            "facts": f"/facts?about={shown.id}",
            "facts_asserted": f"/facts?asserted_by={shown.id}",
        },
    )
    organisations = [office.organisation for office in offices] + [shown.affiliation]
    _add(
        rows,
        Person,
        shown,
        item,
        leader=["true" if shown.leader else "false"],
        country=countries,
        organisation=[organisation.id for organisation in organisations if organisation],
        event=[event.id for event in involved],
    )
    names = [organisation.name for organisation in organisations if organisation]
    texts = [office.title for office in offices] + [shown.occupation or ""] + names
    _find_by(rows, "person", shown, dict.fromkeys(texts))


def _offices(mentions: list[PersonShown]) -> list[OfficeShown]:
    """Each office once, with the citations of all articles that have it."""
    joined: dict[str, OfficeShown] = {}
    for office in (office for mention in mentions for office in mention.offices):
        key = str((office.title, office.country, office.organisation, office.former, office.as_of))
        if key in joined:
            joined[key].citations.extend(office.citations)
        else:
            joined[key] = office
    return list(joined.values())


def _country(connection: Connection, bodies: list[str], rows: Rows) -> None:
    shown = _joined(CountryShown, bodies)
    item = CountryItem(
        **dict(shown),
        people=_people(rows, "person.country", shown.id),
        events=_references(connection, Event, "event.about", shown.id),
        facts=_references(connection, Fact, "fact.about", shown.id),
        links={
            "people": f"/people?country={shown.id}",
            "events": f"/events?about={shown.id}",
            "facts": f"/facts?about={shown.id}",
        },
    )
    _add(rows, Country, shown, item)
    _find_by(rows, "country", shown, [])


def _place(connection: Connection, bodies: list[str], rows: Rows) -> None:
    shown = _joined(PlaceShown, bodies)
    item = PlaceItem(
        **dict(shown),
        events=_references(connection, Event, "event.about", shown.id),
        facts=_references(connection, Fact, "fact.about", shown.id),
        links={"events": f"/events?about={shown.id}", "facts": f"/facts?about={shown.id}"},
    )
    _add(rows, Place, shown, item, kind=[shown.kind], country=[shown.country])
    _find_by(rows, "place", shown, [shown.kind])


def _organisation(connection: Connection, bodies: list[str], rows: Rows) -> None:
    shown = _joined(OrganisationShown, bodies)
    item = OrganisationItem(
        **dict(shown),
        people=_people(rows, "person.organisation", shown.id),
        events=_references(connection, Event, "event.about", shown.id),
        facts=_references(connection, Fact, "fact.about", shown.id),
        links={
            "people": f"/people?organisation={shown.id}",
            "events": f"/events?about={shown.id}",
            "facts": f"/facts?about={shown.id}",
        },
    )
    _add(rows, Organisation, shown, item, kind=[shown.kind], country=[shown.country])
    _find_by(rows, "organisation", shown, [shown.kind])


def _statistic(connection: Connection, bodies: list[str], rows: Rows) -> None:
    shown = _joined(StatisticShown, bodies)
    observations = [
        document
        for _, document in _linked(connection, Observation, "observation.statistic", shown.id)
    ]
    item = StatisticItem(
        **dict(shown),
        observations=[json.loads(document) for document in observations],
        links={
            "observations": f"/statistics/{shown.id}/observations",
            "facts": f"/facts?about={shown.id}",
        },
    )
    _add(rows, Statistic, shown, item, unit=[shown.unit])
    _find_by(rows, "statistic", shown, [shown.description, shown.unit])


_JOINED = {
    "person": _person,
    "country": _country,
    "organisation": _organisation,
    "place": _place,
    "statistic": _statistic,
}
"""How each kind is joined; people first, since countries and organisations list theirs."""


def _common(mentions: list[Any]) -> dict[str, Any]:
    """What is joined alike for every kind: who names it, where, and what of it is inferred."""
    inferences = dict.fromkeys(m.inference for m in mentions if m.inference)
    return {
        "articles": [mention.article for mention in mentions],
        "basis": "inferred" if inferences else "stated",
        "inference": " ".join(inferences) or None,
        "citations": [c for mention in mentions for c in mention.citations],
    }


def _joined(kind: type[S], bodies: list[str]) -> S:
    mentions = [kind.model_validate_json(body) for body in bodies]
    return mentions[0].model_copy(update=_common(mentions))


def _linked(
    connection: Connection, table: type[Row], name: str, value: str
) -> list[tuple[Reference, str]]:
    """The first records of `table` found under `value`, with their documents."""
    found = connection.execute(
        select(col(table.id), col(table.name), col(table.document))
        .join(Link, col(Link.position) == col(table.position))
        .where(col(Link.name) == name, col(Link.value) == value)
        .order_by(col(Link.position))
        .limit(MOST)
    )
    path = PATHS.get(table.__name__.lower(), "")
    return [(Reference(id=i, name=n, url=path + i), document) for i, n, document in found]


def _references(connection: Connection, table: type[Row], name: str, value: str) -> list[Reference]:
    return [reference for reference, _ in _linked(connection, table, name, value)]


def _people(rows: Rows, name: str, value: str) -> list[Reference]:
    under = {
        link["position"] for link in rows[Link] if (link["name"], link["value"]) == (name, value)
    }
    return [
        Reference(id=person["id"], name=person["name"], url=PATHS["person"] + person["id"])
        for person in rows[Person]
        if person["position"] in under
    ][:MOST]


def _add(
    rows: Rows,
    table: type[SharedRow],
    shown: Any,  # noqa: ANN401 - any of the joined shapes
    item: Any,  # noqa: ANN401 - the same with what leads on
    **links: Iterable[str | None],
) -> None:
    rows[table].append(
        {
            "position": shown.id,
            "id": shown.id,
            "name": shown.name,
            "document": shown.model_dump_json(),
            "item": item.model_dump_json(),
        }
    )
    rows[Link].extend(links_of(table, shown.id, {"article": shown.articles, **links}))


def _find_by(rows: Rows, kind: str, shown: Any, texts: Iterable[str]) -> None:  # noqa: ANN401 - any of the joined shapes
    text = " · ".join(filter(None, texts))
    rows[SearchEntry].append(
        {
            "kind": kind,
            "id": shown.id,
            "article": None,
            "name": shown.name,
            "text": text,
            "tokens": tokens(f"{shown.name} {text}"),
        }
    )
