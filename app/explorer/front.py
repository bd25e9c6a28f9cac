"""The front page, which shares its path with the index that programs get."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api import index
from app.api.answers import database
from app.api.qualities import qualities
from app.database.database import Database
from app.explorer.charting import chart_of
from app.explorer.pages import origin, page
from app.explorer.reading import asked
from app.explorer.records import Record, country_names, counts, record, records
from app.explorer.ties import by_company, ties_of
from app.explorer.timelines import timeline_of
from app.resources.articles import ARTICLES
from app.resources.events import EVENTS
from app.resources.people import LEADERS
from app.resources.quotes import QUOTES
from app.resources.statistics import OBSERVATIONS, STATISTICS

router = APIRouter(include_in_schema=False)


@router.get("/")
async def front_or_index(request: Request) -> Response:
    """A page for whoever prefers HTML to JSON, as browsers do; the index for all others."""
    if prefers_html(", ".join(request.headers.getlist("accept"))):
        answer = await database(request).ask(front, request)
    else:
        noted = Response()
        found = await index.index(request, noted)
        answer = Response(found.model_dump_json(), media_type="application/json")
        answer.headers["Link"] = noted.headers["Link"]
    return answer


@router.get("/explore")
async def explore(request: Request) -> Response:
    """The front page, whatever is accepted."""
    return await database(request).ask(front, request)


def prefers_html(accept: str) -> bool:
    """Whether an `Accept` header names HTML itself and does not put it after JSON."""
    liked = qualities(accept.encode("latin-1"))
    html = max(liked.get(b"text/html", 0), liked.get(b"application/xhtml+xml", 0))
    return html > 0 and html >= liked.get(b"application/json", 0)


def front(request: Request) -> Response:
    """What the articles say: how many, when, who, and in whose words."""
    asked(request.scope["query_string"], [])
    data = database(request)
    with data.snapshot():
        return _front(request, data)


def _front(request: Request, data: Database) -> Response:
    events = records(data, EVENTS)
    leaders = by_company(records(data, LEADERS, limit=12), events)
    main = record(data, STATISTICS, STATISTICS.example)
    return page(
        "front.html",
        articles=records(data, ARTICLES, limit=3),
        counts=counts(data),
        main=main,
        chart=chart_of(main) if main else None,
        figures=_figures(data, main),
        timeline=timeline_of(events),
        leaders=leaders,
        ties=ties_of(leaders, events),
        quotes=records(data, QUOTES, limit=24),
        countries=country_names(data),
        origin=origin(request),
    )


def _figures(data: Database, main: Record | None) -> list[Record]:
    """The latest observation of each of the first series, but for the one that is charted."""
    figures = []
    for series in records(data, STATISTICS, limit=12):
        if main and series["id"] == main["id"]:
            continue
        rows = records(data, OBSERVATIONS, limit=2, within=(("statistic", series["id"]),))
        figures.append({**series, "observations": rows})
    return figures
