"""The front page: what the articles say, before anything else."""

from app.api.http import Request, Response
from app.database import Snapshot
from app.explorer.chart import chart_of
from app.explorer.pages import page
from app.explorer.records import BY_NAME, Record, count, record, records
from app.explorer.timeline import timeline_of
from app.resources.articles import ARTICLES
from app.resources.events import EVENTS
from app.resources.facts import FACTS
from app.resources.people import LEADERS
from app.resources.quotes import QUOTES
from app.resources.statistics import STATISTICS

ARTICLES_SHOWN, LEADS, LEADERS_SHOWN = 12, 5, 12


def front(request: Request) -> Response:
    """The latest article's story, its numbers, quotations, events and meetings."""
    data = request.snapshot
    articles = records(data, ARTICLES, limit=ARTICLES_SHOWN)
    article = articles[0] if articles else None
    events = records(data, EVENTS)
    leaders, meetings = _meetings(records(data, LEADERS, limit=LEADERS_SHOWN), events)
    main = _charted(data)
    return page(
        request,
        "front.html",
        article=article,
        articles=articles,
        leads=_leads(data, article) if article else [],
        main=main,
        quotes=records(data, QUOTES, limit=8, form=("direct",)),
        timeline=timeline_of(events, article if len(articles) == 1 else None),
        leaders=leaders,
        meetings=meetings,
        counts={name: count(data, collection) for name, collection in BY_NAME.items()},
    )


def _leads(data: Snapshot, article: Record) -> list[Record]:
    """The main statements of an article: its `lead`, or else its first ones."""
    ids = tuple(fact["id"] for fact in article["lead"])
    if not ids:
        return records(data, FACTS, limit=LEADS, article=(article["id"],), restates=("false",))
    named = {fact["id"]: fact for fact in records(data, FACTS, id=ids)}
    return [named[id_] for id_ in ids]


def _charted(data: Snapshot) -> Record | None:
    """The first series that can be drawn."""
    for series in records(data, STATISTICS, limit=50):
        shown = record(data, STATISTICS, series["id"])
        if shown and chart_of(shown):
            return shown
    return None


def _meetings(
    leaders: list[Record], events: list[Record]
) -> tuple[list[Record], list[tuple[Record, dict[str, Record], list[int]]]]:
    """The leaders who share an event with another leader, and those events.

    With each event are its participations by person, and the places of its leaders in the list.
    """
    ids = {leader["id"] for leader in leaders}
    parts = [{part["id"]: part for part in event["participants"]} for event in events]
    shared = [
        (e, by_id) for e, by_id in zip(events, parts, strict=True) if len(ids & by_id.keys()) > 1
    ]
    met = [id_ for _, by_id in shared for id_ in ids & by_id.keys()]
    # Those who met most often come first, so that lines between cells are short.
    columns = sorted(
        (leader for leader in leaders if leader["id"] in met),
        key=lambda leader: (-met.count(leader["id"]), leader["name"]),
    )
    return columns, [
        (event, by_id, [n for n, leader in enumerate(columns) if leader["id"] in by_id])
        for event, by_id in shared
    ]
