"""Pages of one record: what it says, who says so, where in the article, and how to share it."""

from typing import Any

from app.api.http import Request, Response
from app.api.problems import NotFound
from app.core.collection import Collection
from app.core.terms import LISTED, UNNAMED
from app.database import Snapshot
from app.explorer.chart import chart_of, figures_of
from app.explorer.pages import page, redirect
from app.explorer.records import BY_NAME, Record, country_names, every, record, records, title_of
from app.explorer.share import Meta, linked_data, shared, short
from app.explorer.statements import grouped, restated
from app.explorer.wording import places_of
from app.queries.suggestions import nearest
from app.resources.articles import ARTICLES
from app.resources.events import EVENTS
from app.resources.facts import FACTS
from app.resources.people import LEADERS
from app.resources.quotes import QUOTES
from app.resources.statistics import STATISTICS

ABOUT = frozenset({"people", "events", "statistics", "countries", "places", "organisations"})
"""Collections whose records others are about."""


def show_record(request: Request) -> Response:
    """A record of a collection."""
    name, id_ = request.params["collection"], request.params["id"]
    if name == LEADERS.name:
        return redirect(f"/explore/people/{id_}")
    if name not in BY_NAME:
        raise NotFound(f"There is no page /explore/{name}/{id_}.", ["/explore"])
    collection = BY_NAME[name]
    data = request.snapshot
    shown = record(data, collection, id_)
    if shown is None:
        near = [f"/explore/{name}/{other}" for other in nearest(data, collection, id_)]
        raise NotFound(f"There is no {id_!r} among the {name}.", near)
    path = f"/explore/{name}/{id_}"
    title = title_of(shown)
    return page(
        request,
        "record.html",
        _meta(collection, shown, title, path, request.origin),
        collection=collection,
        record=shown,
        title=title,
        chart=chart_of(shown) if "observations" in shown else None,
        figures=figures_of(shown) if "observations" in shown else [],
        countries=country_names(data),
        shared=None if collection is ARTICLES else shared(data, shown, title, request.origin, path),
        **_statements(data, collection, shown),
    )


def described(shown: Record) -> str:
    """A record in a sentence, for search engines and cards."""
    said = shown.get("summary") or shown.get("description") or shown.get("statement") or ""
    if "observations" in shown:
        said = "; ".join(f"{one.period or one.words}: {one.words}" for one in figures_of(shown))
    return short(f"{said or title_of(shown)} ({places_of(shown['citations'])})")


def _meta(collection: Collection, shown: Record, title: str, path: str, origin: str) -> Meta:
    data = f"/{collection.name}/{shown['id']}"
    rows = f"{data}/observations" if "observations" in shown else data
    return Meta(
        title=short(title),
        path=path,
        description=described(shown),
        picture=f"{path}/card.png",
        data=data,
        csv=f"{rows}?format=csv",
        linked=linked_data(origin, collection, shown),
        kind="article",
    )


def _statements(data: Snapshot, collection: Collection, shown: Record) -> dict[str, Any]:
    """What the record's people say, and what is said about it, each told once."""
    id_ = (shown["id"],)
    says = quoted = about = about_quotes = []
    if collection.name == "people":
        says = records(data, FACTS, limit=LISTED, asserted_by=id_)
        quoted = records(data, QUOTES, limit=LISTED, speaker=id_)
    if collection.name in ABOUT:
        own = {fact["id"] for fact in says}
        about = [fact for fact in every(data, FACTS, about=id_) if fact["id"] not in own]
        known = {quote["id"] for quote in quoted}
        about_quotes = [
            quote
            for quote in records(data, QUOTES, limit=LISTED, about=id_)
            if quote["id"] not in known
        ]
    if collection is ARTICLES:
        about = list(every(data, FACTS, article=id_))
    return {
        "says": grouped(says),
        "quoted": quoted,
        "about": grouped(about),
        "about_quotes": about_quotes,
        "events": _events(data, shown, about),
        "numbers": _numbers(data, shown, about),
        "people": restated(about, "people"),
    }


def _numbers(data: Snapshot, shown: Record, about: list[Record]) -> list[Record]:
    """The other series that a record has to do with, with their numbers in words."""
    found = (record(data, STATISTICS, one["id"]) for one in restated(about, STATISTICS.name))
    return [
        {**series, "figures": figures_of(series)}
        for series in found
        if series and series["id"] != shown["id"]
    ]


def _events(data: Snapshot, shown: Record, about: list[Record]) -> list[Record]:
    """The events that a record has to do with; for a person with the part they had."""
    if "participants" in shown:
        return []
    parts = {event["id"]: event for event in shown.get("events", [])}
    listed = [event for event in restated(about, "events") if event["id"] not in parts]
    found = [*parts.values(), *listed]
    dates = {event["id"]: event for event in records(data, EVENTS)}
    return sorted(
        ({**dates.get(event["id"], {}), **event} for event in found),
        key=lambda event: (event.get("earliest") or event.get("latest") or "9999", event["id"]),
    )


def show_voice(request: Request) -> Response:
    """What unnamed observers or officials say."""
    id_ = request.params["id"]
    data = request.snapshot
    if id_ not in UNNAMED:
        near = [f"/explore/voices/{voice}" for voice in UNNAMED]
        raise NotFound(f"There is no voice {id_!r}.", near)
    title = f"Unnamed {id_}"
    facts = records(data, FACTS, asserted_by=(id_,))
    return page(
        request,
        "voice.html",
        Meta(
            title=title,
            path=f"/explore/voices/{id_}",
            description=f"What {id_}, whom the article does not name, say.",
            data=f"/facts?asserted_by={id_}",
            csv=f"/facts?asserted_by={id_}&format=csv",
        ),
        title=title,
        says=grouped(facts),
        quoted=records(data, QUOTES, source=(id_,)),
    )


def show_paragraph(request: Request) -> Response:
    """Everything that one paragraph of an article supports."""
    id_, number = request.params["id"], request.params["number"]
    data = request.snapshot
    article = record(data, ARTICLES, id_)
    if article is None or not number.isdecimal():
        raise NotFound(f"There is no paragraph {number!r} of {id_!r}.", ["/explore/articles"])
    facts, paragraphs = [], set()
    for fact in every(data, FACTS, article=(id_,)):
        cited = {citation["paragraph"] for citation in fact["citations"]}
        paragraphs |= cited
        if int(number) in cited:
            facts.append(fact)
    path = f"/explore/articles/{id_}/paragraphs/"
    if not facts:
        known = [f"{path}{one}" for one in sorted(paragraphs)][:10]
        raise NotFound(f"Nothing here comes from paragraph {number}.", known)
    ordered = sorted(paragraphs)
    place = ordered.index(int(number))
    return page(
        request,
        "paragraph.html",
        Meta(
            title=f"Paragraph {number}",
            path=f"{path}{number}",
            description=f"What paragraph {number} of “{article['title']}” says.",
            data=f"/facts?article={id_}",
        ),
        article=article,
        number=int(number),
        before=ordered[place - 1] if place else None,
        after=ordered[place + 1] if place + 1 < len(ordered) else None,
        facts=[fact for fact in facts if fact["record"] is None],
        records=[fact["record"] for fact in facts if fact["record"]],
        restating=[fact for fact in facts if fact["record"]],
    )
