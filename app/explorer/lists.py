"""Pages that list a collection, with the same filters as the API."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import orjson
from markupsafe import Markup

from app.api import cursors
from app.api.http import Request, Response
from app.api.lists import notes_on
from app.api.parameters import NUMBER, pairs
from app.api.problems import NotFound
from app.api.query import question
from app.core.collection import Collection
from app.database import Snapshot
from app.explorer.chart import charted
from app.explorer.pages import page
from app.explorer.records import BY_NAME, Record, names_of, record, records
from app.explorer.timeline import Timeline, timeline_of
from app.explorer.wording import parameter_name, value_name
from app.queries.find import Facet, Page, find
from app.queries.sql import Question
from app.resources.articles import ARTICLES
from app.resources.countries import COUNTRIES
from app.resources.facts import FACTS
from app.resources.statistics import STATISTICS

OFFERED = {
    "facts": ("kind", "voice", "asserted_by", "certainty", "basis", "about", "article"),
    "quotes": ("speaker", "form", "about", "article"),
    "events": ("status", "kind", "participant", "place", "article"),
    "people": ("leader", "country", "organisation", "article"),
    "articles": ("publisher", "byline", "language"),
    "places": ("kind", "country"),
    "organisations": ("kind", "country"),
}
"""The filters that each list offers, with counts."""

MOST_VALUES = 100
"""How many values of each filter are offered, the first few of them at once."""

Query = list[tuple[str, str]]

_ASSERTING = frozenset({"asserted_by", "speaker"})
"""Filters by who says something, as others are by what it is about."""

_CODE = re.compile("`([^`]+)`")
"""Part of an address, or a field, in a note of the API."""


def show_list(request: Request) -> Response:
    """A collection, page by page."""
    if request.params["collection"] not in BY_NAME:
        near = [f"/explore/{name}" for name in BY_NAME]
        raise NotFound(f"There is no page {request.path}.", near)
    collection = BY_NAME[request.params["collection"]]
    data, path = request.snapshot, f"/explore/{collection.name}"
    query, start = _asked(collection, request.query)
    asked, _ = question(collection, urlencode(query).encode(), data.version)
    offered = [name for name in OFFERED.get(collection.name, ()) if name in collection.facets]
    found = find(data, replace(asked, facets=tuple(offered)))
    items = [orjson.loads(document) for document in found.documents]
    filters = [(name, text) for name, text in query if name in collection.filters]
    names = _names(data, collection, filters, found.facets)
    chips = [
        {
            "name": parameter_name(name),
            "value": (value := _named(name, text, names)),
            "words": f"{parameter_name(name).lower()} {value}" if name in _ASSERTING else value,
            "without": _url(path, query, name),
        }
        for name, text in filters
    ]
    return page(
        request,
        "list.html",
        listed=_url(f"/{collection.name}", filters, ""),
        collection=collection,
        items=_with_numbers(data, items) if collection is STATISTICS else items,
        total=found.total,
        exact=found.exact,
        note=_note(asked, path, query),
        chips=chips,
        facets=_facets(found.facets, filters, path, names),
        **_turns(path, query, asked, found, start, data),
        timeline=_timeline(data, items) if collection.name == "events" else None,
    )


def _asked(collection: Collection, query: bytes) -> tuple[Query, int]:
    """The parameters that the list has, and the place of its first record.

    Shared links collect other parameters; they are ignored.
    """
    names = {*collection.filters, "sort", "limit", "cursor", "from"}
    given = [(name, text) for name, text in pairs(query) if name in names and text]
    start = next(
        (int(text) for name, text in given if name == "from" and NUMBER.fullmatch(text)), 1
    )
    if collection is COUNTRIES and all(name != "sort" for name, _ in given):
        given.append(("sort", "name"))
    return [one for one in given if one[0] != "from"], start


def _note(asked: Question, path: str, query: Query) -> Markup:
    """What the API notes on such a list, with links instead of parts of addresses."""
    events = ",".join(text for name, text in query if name == "event").split(",")
    pages = {
        "match=possible": ("a search for possible matches", _url(path, query, "match", "possible")),
        "/observations?about=EVENT": (
            "The event’s page",
            f"/explore/events/{events[0]}" if len(events) == 1 else "",
        ),
    }

    def linked(code: str) -> str:
        words, url = pages.get(code, (code, ""))
        return Markup('<a href="{}">{}</a>').format(url, words) if url else words

    parts = [
        linked(part) if place % 2 else part
        for place, part in enumerate(_CODE.split(" ".join(notes_on(asked))))
    ]
    text = Markup("").join(parts)
    return text[:1].upper() + text[1:]


def _timeline(data: Snapshot, items: list[Record]) -> Timeline:
    articles = {item["article"] for item in items}
    one = record(data, ARTICLES, articles.pop()) if len(articles) == 1 else None
    return timeline_of(items, one)


def _with_numbers(data: Snapshot, items: list[Record]) -> list[Record]:
    """Each series with its numbers; those with a chart come first."""
    whole = [record(data, STATISTICS, item["id"]) or {**item, "observations": []} for item in items]
    return sorted(whole, key=lambda one: not charted(one))


def _names(
    data: Snapshot, collection: Collection, filters: Query, facets: Mapping[str, Facet]
) -> dict[str, str]:
    """The names of the ids in active and offered filters."""
    closed = {name for name, one in collection.filters.items() if getattr(one, "choices", ())}
    closed |= {"kind", "language"}
    given = (one for name, text in filters if name not in closed for one in text.split(","))
    ids = {one.strip() for one in given}
    for name in facets.keys() - closed:
        ids.update(value for value, _ in facets[name].counts[:MOST_VALUES])
    names = names_of(data, ids)
    for value, _ in facets["asserted_by"].counts[:MOST_VALUES] if "asserted_by" in facets else ():
        # Those who made a joint statement have its id, but not its name.
        (fact,) = records(data, FACTS, asserted_by=(value,), limit=1)
        if (source := fact["asserted_by"])["id"] == value:
            at = f" ({names[value]})" if source["url"].startswith("/events/") else ""
            names[f"asserted_by {value}"] = f"{source['name']}{at}"
    return names


def _named(parameter: str, text: str, names: Mapping[str, str]) -> str:
    def name(value: str) -> str:
        own = names.get(f"{parameter} {value}") or names.get(value) or value_name(value)
        return own[:1].upper() + own[1:]

    return " or ".join(name(value.strip()) for value in text.split(","))


def _facets(
    found: Mapping[str, Facet], filters: Query, path: str, names: Mapping[str, str]
) -> list[tuple[str, list[dict[str, object]]]]:
    """The filters that are active or have several values.

    For each value, how many records it has, and the page that shows them, or the one without it.
    """
    chosen = dict(filters)
    return [
        (
            parameter_name(name),
            [
                {
                    "name": _named(name, value, names),
                    "count": count,
                    "chosen": (here := chosen.get(name) == value),
                    "url": _url(path, filters, name, "" if here else value),
                }
                for value, count in facet.counts[:MOST_VALUES]
            ],
        )
        for name, facet in found.items()
        if len(facet.counts) > 1 or name in chosen
    ]


def _url(path: str, query: Query, name: str, value: str = "") -> str:
    """The first page of the same list with another value of a parameter, or without it."""
    kept = [(n, v) for n, v in query if n not in {name, "cursor"}]
    if value:
        kept.append((name, value))
    return f"{path}?{urlencode(kept, safe=',')}" if kept else path


def _turns(
    path: str, query: Query, asked: Question, found: Page, start: int, data: Snapshot
) -> dict[str, Any]:
    """Where in the list the page is, from 1, and the pages before and after it.

    The one before comes from a query in reverse order.
    """

    def turn(key: tuple[str, ...], first: int) -> str:
        cursor = cursors.encode(key, asked.criteria_and_order, data.version)
        return f"{_url(path, query, 'cursor', cursor)}&from={first}"

    first = start if asked.after else 1
    last = first + len(found.documents) - 1
    before = _url(path, query, "cursor") if asked.after else None
    if asked.after and first - asked.limit > 1:
        position = next(name for name, at in asked.collection.sorts.items() if at == "position")
        backwards = tuple((name, not down) for name, down in (*asked.sort, (position, False)))
        key = find(data, replace(asked, sort=backwards)).last
        before = turn(key, first - asked.limit) if key else before
    return {
        "first": first,
        "last": last,
        "before": before,
        "after": turn(found.last, last + 1) if found.last else None,
        "next_size": min(max(found.total - last, 1), asked.limit),
    }
