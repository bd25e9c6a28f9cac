"""The front page: what the articles say, before anything else."""

from collections import Counter

from app.api.http import Request, Response
from app.core.schema import Document
from app.explorer.chart import chart_of
from app.explorer.pages import page
from app.explorer.records import BY_KIND, record, records
from app.explorer.timeline import timeline_of
from app.resources.articles import ARTICLES
from app.resources.events import EVENTS
from app.resources.facts import FACTS
from app.resources.people import LEADERS
from app.resources.quotes import QUOTES
from app.resources.statistics import STATISTICS

ARTICLES_SHOWN, LEADS, LEADERS_SHOWN = 12, 5, 12


def front(request: Request) -> Response:
    """The first article's story, its numbers, quotations, events and meetings."""
    data = request.snapshot
    articles = records(data, ARTICLES, ARTICLES_SHOWN)
    leads = [record(data, FACTS, fact["id"]) for one in articles[:1] for fact in one["lead"]]
    if articles and not leads:
        first = (articles[0]["id"],)
        leads = records(data, FACTS, LEADS, article=first, restates=("false",))
    series = (record(data, STATISTICS, one["id"]) for one in records(data, STATISTICS, 50))
    events = records(data, EVENTS)
    leaders, meetings = _meetings(records(data, LEADERS, LEADERS_SHOWN), events)
    return page(
        request,
        "front.html",
        articles=articles,
        leads=leads,
        main=next(filter(chart_of, series), None),
        quotes=records(data, QUOTES, 8, form=("direct",)),
        timeline=timeline_of(events, articles[0] if len(articles) == 1 else None),
        leaders=leaders,
        meetings=meetings,
        counts={one.name: data.tally(kind, "") for kind, one in BY_KIND.items()},
    )


Meeting = tuple[Document, list[Document | None]]
"""An event with the participation of each leader in the list, or None."""


def _meetings(
    leaders: list[Document], events: list[Document]
) -> tuple[list[Document], list[Meeting]]:
    """The leaders who share an event with another leader, and those events."""
    ids = {leader["id"] for leader in leaders}
    parts = [(event, {part["id"]: part for part in event["participants"]}) for event in events]
    shared = [(event, by_id) for event, by_id in parts if len(ids & by_id.keys()) > 1]
    met = Counter(id_ for _, by_id in shared for id_ in by_id)
    # Those who met most often come first, so that lines between cells are short.
    leaders = sorted(leaders, key=lambda leader: (-met[leader["id"]], leader["name"]))
    leaders = [leader for leader in leaders if met[leader["id"]]]
    return leaders, [
        (event, [by_id.get(leader["id"]) for leader in leaders]) for event, by_id in shared
    ]
