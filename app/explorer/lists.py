"""Pages that list a collection, narrowed by the same parameters as the API's list of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import orjson

from app.api import cursors
from app.api.http import Request, Response
from app.api.parameters import pairs
from app.api.problems import NotFound
from app.api.query import question
from app.core.collection import Collection
from app.database import Snapshot
from app.explorer.chart import chart_of, figures_of
from app.explorer.pages import page
from app.explorer.records import BY_NAME, Record, country_names, names_of, record
from app.explorer.share import Meta
from app.explorer.timeline import timeline_of
from app.explorer.wording import MANY, parameter_name, value_name
from app.queries.find import Page, find
from app.queries.question import Question
from app.resources.articles import ARTICLES
from app.resources.statistics import STATISTICS

FACETS = {
    "facts": ("kind", "voice", "asserted_by", "certainty", "basis", "about", "article"),
    "quotes": ("speaker", "form", "about", "article"),
    "events": ("status", "kind", "participant", "place", "article"),
    "people": ("leader", "country", "organisation", "article"),
    "articles": ("publisher", "byline", "language"),
    "places": ("kind", "country"),
    "organisations": ("kind", "country"),
}
"""The filters that each list offers, with counts."""

ORDERS = {
    "facts": ", in the order of the article",
    "quotes": ", in the order of the article",
    "events": ", by date",
}
"""The order of each list that has one worth telling."""

MOST_VALUES = 10
"""So many values of each filter are offered."""

Query = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a filter: how many records it would find, and the page that shows them."""

    name: str
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with its values."""

    name: str
    values: list[Value]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the page without it."""

    name: str
    value: str
    without: str


@dataclass(frozen=True, slots=True)
class Turns:
    """Where in the list a page is, from 1, and the pages before and after it."""

    first: int
    last: int
    before: str | None
    after: str | None
    next_size: int


def show_list(request: Request) -> Response:
    """A collection, page by page."""
    collection = _collection(request.params["collection"])
    data = request.snapshot
    names = {*collection.filters, "sort", "limit", "cursor", "from"}
    # Shared links collect parameters that no page has; they are ignored.
    query = [(name, text) for name, text in pairs(request.query) if name in names and text]
    start = next((int(text) for name, text in query if name == "from" and text.isdecimal()), 1)
    asked = [one for one in query if one[0] != "from"]
    understood, _ = question(collection, urlencode(asked).encode(), data.version)
    facets = _offered(collection)
    found = find(data, replace(understood, facets=facets))
    items = [orjson.loads(document) for document in found.documents]
    filters = [(name, text) for name, text in asked if name in collection.filters]
    path = f"/explore/{collection.name}"
    names_known = names_of(data, _ids(collection, filters, found.facets))
    chips = [
        Chip(parameter_name(name), _named(text, names_known), _url(path, asked, name, None))
        for name, text in filters
    ]
    return page(
        request,
        "list.html",
        _meta(collection, path, filters, chips),
        collection=collection,
        order=ORDERS.get(collection.name, ""),
        items=_with_numbers(data, items) if collection is STATISTICS else items,
        total=found.total,
        exact=found.exact,
        chips=chips,
        facets=_facets(collection, found.facets, filters, path, names_known),
        turns=_turns(path, asked, understood, found, start, data),
        timeline=_timeline(data, items) if collection.name == "events" else None,
        countries=country_names(data),
    )


def _collection(name: str) -> Collection:
    if name not in BY_NAME:
        raise NotFound(f"There is no page /explore/{name}.", [f"/explore/{one}" for one in BY_NAME])
    return BY_NAME[name]


def _timeline(data: Snapshot, items: list[Record]) -> Any:  # noqa: ANN401
    articles = {item["article"] for item in items}
    return timeline_of(
        items, record(data, ARTICLES, articles.pop()) if len(articles) == 1 else None
    )


def _with_numbers(data: Snapshot, items: list[Record]) -> list[Record]:
    """Each series with its numbers in words, and its chart if they can be compared."""
    whole = [record(data, STATISTICS, item["id"]) or {**item, "observations": []} for item in items]
    return [{**one, "figures": figures_of(one), "chart": chart_of(one)} for one in whole]


def _offered(collection: Collection) -> tuple[str, ...]:
    return tuple(name for name in FACETS.get(collection.name, ()) if name in collection.facets)


def _ids(collection: Collection, filters: Query, facets: Mapping[str, Any]) -> set[str]:
    """The ids that the page has to name: those filtered by, and those offered."""
    closed = {name for name, one in collection.filters.items() if getattr(one, "choices", ())}
    ids = {id_ for name, text in filters if name not in closed for id_ in text.split(",")}
    for name, facet in facets.items():
        if name not in closed and name not in {"kind", "language"}:
            ids.update(value for value, _ in facet.counts[:MOST_VALUES])
    return ids


def _named(text: str, names: Mapping[str, str]) -> str:
    return " or ".join(names.get(value) or value_name(value) for value in text.split(","))


def _facets(
    collection: Collection,
    found: Mapping[str, Any],
    filters: Query,
    path: str,
    names: Mapping[str, str],
) -> list[Facet]:
    """The filters that would tell records of the list apart, or are in force."""
    chosen = dict(filters)
    articles = [value for value, _ in found["article"].counts] if "article" in found else []
    own = articles if len(articles) == 1 else []
    facets = []
    for name in FACETS.get(collection.name, ()):
        counted = found[name].counts[:MOST_VALUES] if name in found else []
        if len(counted) < 2 and name not in chosen:  # noqa: PLR2004 - one value tells nothing apart
            continue
        values = []
        for value, count in counted:
            here = chosen.get(name) == value
            url = _url(path, filters, name, None if here else value)
            label = (
                "the article" if name == "asserted_by" and value in own else _named(value, names)
            )
            values.append(Value(label, count, url, here))
        facets.append(Facet(parameter_name(name), values))
    return facets


def _url(path: str, query: Query, name: str, value: str | None) -> str:
    """The first page of the same list with another value of a filter, or without it."""
    kept = [(n, v) for n, v in query if n not in {name, "cursor", "from"}]
    if value is not None:
        kept.append((name, value))
    return f"{path}?{urlencode(kept, safe=',')}" if kept else path


def _turns(
    path: str,
    query: Query,
    asked: Question,
    found: Page,
    start: int,
    data: Snapshot,
) -> Turns:
    """The pages before and after: the one before is found by asking in the reverse order."""
    start = start if asked.after else 1
    last = start + len(found.documents) - 1
    after = before = None
    if found.last:
        after = _turn(path, query, asked, found.last, last + 1, data)
    if asked.after:
        back = start - asked.limit
        before = _url(path, query, "cursor", None)
        if back > 1:
            key = find(data, _reversed(asked)).last
            before = _turn(path, query, asked, key, back, data) if key else before
    left = max(found.total - last, 1)
    return Turns(start, last, before, after, min(left, asked.limit))


def _turn(
    path: str, query: Query, asked: Question, key: tuple[str, ...], start: int, data: Snapshot
) -> str:
    cursor = cursors.encode(key, asked.identity, data.version)
    kept = [(n, v) for n, v in query if n not in {"cursor", "from"}]
    return f"{path}?{urlencode([*kept, ('cursor', cursor), ('from', str(start))], safe=',')}"


def _reversed(asked: Question) -> Question:
    """The same question from its cursor backwards."""
    position = next(name for name, at in asked.collection.sorts.items() if at == "position")
    sort = tuple((name, not down) for name, down in (*asked.sort, (position, False)))
    backwards = Question(asked.collection, asked.filters, sort, asked.limit, asked.after)
    return replace(backwards)


def _meta(collection: Collection, path: str, filters: Query, chips: list[Chip]) -> Meta:
    name = MANY[collection.name].capitalize()
    about = [chip.value for chip, (parameter, _) in zip(chips, filters, strict=True)]
    title = f"{name}: {', '.join(about)}" if about else name
    query = f"?{urlencode(filters, safe=',')}" if filters else ""
    listed = f"/{collection.name}{query}"
    return Meta(
        title=title,
        path=path + query,
        description=f"{title}. Each with who says it and the paragraph that says so.",
        data=listed,
        csv=f"{listed}{'&' if query else '?'}format=csv",
    )
