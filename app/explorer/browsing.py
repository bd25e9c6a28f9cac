"""Pages for every collection and every record, at the API's own paths under /explore."""

from typing import Any

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api import cursors
from app.api.answers import database
from app.api.parameters import pairs
from app.api.problems import InvalidParameters
from app.api.questions import next_url, question
from app.core.collection import Collection
from app.core.terms import LISTED
from app.database.database import Database
from app.explorer.charting import chart_of
from app.explorer.pages import NoSuchPage, PageNotUnderstood, origin, page
from app.explorer.reading import asked, unknown
from app.explorer.records import BY_NAME, Record, country_names, record, records
from app.explorer.timelines import timeline_of
from app.queries import finding
from app.resources.facts import FACTS
from app.resources.quotes import QUOTES

router = APIRouter(include_in_schema=False)


@router.get("/explore/{collection}")
async def show_collection(request: Request, collection: str) -> Response:
    """A collection, narrowed by the same parameters as the API's list of it."""
    return await database(request).ask(_listed, request, _collection(collection))


def _listed(request: Request, chosen: Collection) -> Response:
    data = database(request)
    query = request.scope["query_string"]
    allowed = [parameter.name for parameter in chosen.parameters]
    given = pairs(query)
    for name, _ in given:
        if name not in {*allowed, "sort", "limit", "cursor"}:
            raise PageNotUnderstood([unknown(name, allowed)])
    with data.snapshot() as version:
        try:
            understood, values = question(chosen, query, version)
        except InvalidParameters as error:
            raise PageNotUnderstood.of(error) from error
        found = finding.find(data, understood)
        countries = country_names(data)
    items = [orjson.loads(document) for document in found.documents]
    following = None
    if found.last:
        after = cursors.encode(found.last, understood.identity, found.version)
        following = next_url(request.url.path, query, after)
    text = query.decode("ascii", "replace")
    return page(
        "collection.html",
        collection=chosen,
        items=items,
        total=found.total,
        exact=found.exact,
        following=following,
        narrowed=[(name, text) for name, text in given if name in allowed],
        begun="cursor" in values,
        timeline=timeline_of(items) if chosen.name == "events" else None,
        countries=countries,
        api=f"/{chosen.name}" + (f"?{text}" if text else ""),
        origin=origin(request),
    )


@router.get("/explore/{collection}/{id}")
async def show_record(request: Request, collection: str, id: str) -> Response:  # noqa: A002 - the name in the path
    """A record: what it says, how that is known, and where in the article it stands."""
    asked(request.scope["query_string"], [])
    return await database(request).ask(_shown, request, _collection(collection), id)


def _shown(request: Request, chosen: Collection, id_: str) -> Response:
    data = database(request)
    with data.snapshot():
        shown = record(data, chosen, id_)
        if shown is None:
            near = [f"/explore/{chosen.name}/{name}" for name in finding.nearest(data, chosen, id_)]
            raise NoSuchPage(f"There is no {id_!r} among the {chosen.name}.", near)
        countries = country_names(data)
        more = _leading_on(data, chosen, shown)
    return page(
        "record.html",
        collection=chosen,
        record=shown,
        title=_title(shown),
        chart=chart_of(shown) if shown.get("observations") else None,
        countries=countries,
        api=f"/{chosen.name}/{id_}",
        origin=origin(request),
        **more,
    )


@router.get("/explore/{rest:path}")
async def no_page(rest: str) -> Response:
    """Nothing is here."""
    raise NoSuchPage(f"There is no page {rest!r}.", [f"/explore/{name}" for name in BY_NAME])


def _collection(name: str) -> Collection:
    if name not in BY_NAME:
        known = [f"/explore/{known}" for known in BY_NAME]
        raise NoSuchPage(f"There is no collection {name!r}.", known)
    return BY_NAME[name]


def _title(shown: Record) -> str:
    for field in ("name", "title", "statement"):
        if field in shown:
            return str(shown[field])
    return str(shown["id"])


def _leading_on(data: Database, collection: Collection, shown: Record) -> dict[str, Any]:
    """What the API's document does not hold itself, but a reader wants beside it."""
    facts: list[Record] = []
    quotes: list[Record] = []
    id_ = (shown["id"],)
    # Whole, since a reference does not tell whose statement it leads to.
    if "facts" in shown or collection.name in {"events", "statistics"}:
        facts = records(data, FACTS, limit=LISTED, about=id_)
    if "quotes" in shown:
        quotes = records(data, QUOTES, limit=LISTED, speaker=id_)
    elif collection.name == "events":
        quotes = records(data, QUOTES, limit=LISTED, about=id_)
    return {"facts": facts, "quotes": quotes, "events": shown.get("events", [])}
