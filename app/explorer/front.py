"""The front page: what the articles say, before anything else."""

from app.api.discovery import dataset_node
from app.api.http import Request, Response
from app.database import Snapshot
from app.explorer.chart import chart_of
from app.explorer.meetings import meetings_of
from app.explorer.pages import page
from app.explorer.records import Record, country_names, counts, every, record, records
from app.explorer.share import Meta, embedded, short
from app.explorer.statements import leads
from app.explorer.timeline import timeline_of
from app.resources.articles import ARTICLES
from app.resources.events import EVENTS
from app.resources.facts import FACTS
from app.resources.people import LEADERS
from app.resources.quotes import QUOTES
from app.resources.statistics import STATISTICS

ARTICLES_SHOWN = 12


def front(request: Request) -> Response:
    """The latest article's story, its numbers, quotations, events and meetings."""
    data = request.snapshot
    articles = records(data, ARTICLES, limit=ARTICLES_SHOWN)
    article = articles[0] if articles else None
    events = records(data, EVENTS)
    leaders, meetings = meetings_of(records(data, LEADERS, limit=12), events)
    main = _charted(data)
    return page(
        request,
        "front.html",
        _meta(request, articles),
        article=article,
        articles=articles,
        leads=leads(list(every(data, FACTS, article=(article["id"],))), article) if article else [],
        main=main,
        chart=chart_of(main) if main else None,
        quotes=records(data, QUOTES, limit=8, form=("direct",)),
        timeline=timeline_of(events, article if len(articles) == 1 else None),
        leaders=leaders,
        meetings=meetings,
        countries=country_names(data),
        counts=counts(data),
    )


def _charted(data: Snapshot) -> Record | None:
    """The first series that can be drawn."""
    for series in records(data, STATISTICS, limit=50):
        shown = record(data, STATISTICS, series["id"])
        if shown and chart_of(shown):
            return shown
    return None


def _meta(request: Request, articles: list[Record]) -> Meta:
    title = articles[0]["title"] if len(articles) == 1 else "What the articles say"
    return Meta(
        title="Article Facts",
        path="/explore",
        description=short(
            f"What “{title}” says, who says it, and where: each fact with its source."
        ),
        linked=embedded(dataset_node(request.origin, request.snapshot.version.decode())),
    )
