"""Pages of one record or of one unnamed source: what it says, who says so, and where."""

from collections.abc import Container, Iterable
from typing import Any, get_args

from app.api.citation import CitationStrings, citation_of
from app.api.formats import jsonld
from app.api.http import Request, Response
from app.api.problems import NotFound
from app.core.collection import Collection
from app.core.schema import said_in, title_of
from app.core.terms import LABELS, LISTED, UNNAMED, DerivedKind
from app.database import Snapshot
from app.explorer.chart import (
    Figure,
    chart_of,
    dimensions_of,
    figures_in_line,
    figures_of,
    latest_of,
)
from app.explorer.chart_image import THEME
from app.explorer.pages import POLICY, page, parameters, redirect, served
from app.explorer.records import (
    Record,
    count,
    record,
    record_of,
    records,
)
from app.explorer.wording import (
    attributed,
    doubts,
    office_of,
    places_of,
    short,
    source,
    source_of,
)
from app.resources.articles import ARTICLES
from app.resources.events import EVENTS
from app.resources.facts import FACTS
from app.resources.people import LEADERS, PEOPLE
from app.resources.quotes import QUOTES
from app.resources.statistics import STATISTICS

SUBJECTS = frozenset({"people", "events", "statistics", "countries", "places", "organisations"})
"""Collections whose records can be in `about`."""

RESTATED = frozenset(get_args(DerivedKind))
"""Facts of these kinds restate an event, an office, a quotation or a number."""

_ASIDE = ("history", "display", "appearance", "credit")
"""Kinds that come after the news, in this order."""

FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
"""The policy of a page that any site may show in a frame."""


def show_record(request: Request) -> Response:
    """A record of a collection."""
    if request.params["collection"] == LEADERS.name:
        return redirect(f"/explore/people/{request.params['id']}")
    collection, shown = record_of(request)
    data = request.snapshot
    return page(
        request,
        "record.html",
        **_shown(request, collection, shown),
        cited=[] if collection is ARTICLES else _cited(request, shown),
        height=_height(collection, shown),
        sentence=_quotation(data, shown) if "text" in shown else "",
        **_statements(data, collection, shown),
    )


def show_embed(request: Request) -> Response:
    """A record with its source, without header and footer, for other sites to frame."""
    collection, shown = record_of(request)
    theme = parameters(request.query, "theme").get("theme")
    return page(
        request,
        "embed.html",
        policy=FRAMED,
        theme=theme if theme in THEME.choices else THEME.default,
        article=record(request.snapshot, ARTICLES, str(shown.get("article", shown["id"]))),
        **_shown(request, collection, shown),
    )


def _shown(request: Request, collection: Collection, shown: Record) -> dict[str, Any]:
    return {
        "meta": _meta(request, collection, shown),
        "collection": collection,
        "record": shown,
        "title": title_of(shown),
    }


def _cited(request: Request, shown: Record) -> list[tuple[str, CitationStrings]]:
    """The citation of a record; a series makes no claim of its own: of each of its latest numbers.

    Each has what distinguishes it: `expected`, `imposed by China, imposed on United States`.
    """
    claims = latest_of(shown) if "observations" in shown else [shown]
    cited = []
    for claim in claims:
        which = ["expected"] if claim is not shown and claim["status"] == "expected" else []
        if len(claims) > 1:
            which.append(dimensions_of(claim) or claim["phrase"])
        citation = citation_of(request.snapshot, claim["id"], claim, request.origin)
        cited.append((", ".join(which), citation))
    return cited


def _height(collection: Collection, shown: Record) -> int:
    """How high, in pixels, a frame must be that shows all of a record on a phone."""
    if "observations" in shown:
        described = 25 * (len(shown["description"]) // 36)
        if chart := chart_of(shown):
            return int(460 + chart.height + described + 60 * len(chart.rows))
        return 270 + described + 90 * len(figures_of(shown))
    letters = len(said_in(shown)) + len(shown.get("inference") or "")
    return 260 + 30 * (letters // 28) + (30 if collection is QUOTES else 0)


def _meta(request: Request, collection: Collection, shown: Record) -> dict[str, Any]:
    """What the head of its page says of a record."""
    data = f"/{collection.name}/{shown['id']}"
    rows = f"{data}/observations" if "observations" in shown else data
    return {
        "title": short(title_of(shown)),
        "path": f"/explore{data}",
        "description": _description(request, shown),
        "picture": f"/explore{data}/card.png",
        "data": data,
        "csv": f"{rows}?format=csv",
        "linked": jsonld.item(collection.kind, shown, request.origin),
        "kind": "article",
    }


def _description(request: Request, shown: Record) -> str:
    """What a record says, and who says it where; of a series each number, of a person the office.

    A series with one number is described by its statement. If somebody other than the article
    gives a number, the description names them.
    """
    said, by = said_in(shown), [attributed(shown)]
    if "observations" in shown and len(shown["observations"]) == 1:
        (row,) = shown["observations"]
        said, by = row["statement"], [attributed(row)]
    elif "observations" in shown:
        said = "; ".join(_numbered(figure) for figure in figures_in_line(shown))
        sources = {source(row) for row in shown["observations"]}
        by = list(sources) if len(sources) == 1 else []
    elif office := office_of(shown, served(request)["countries"]):
        said, by = f"{said}: {office}", [one for one in doubts(shown) if one not in office]
    return short(said, f" ({', '.join([*by, places_of(shown['citations'])])})")


def _numbered(figure: Figure) -> str:
    """A number with its period and its doubt: `2025: more than 24 leaders, expected`."""
    period = f"{figure.period}: " if figure.period else ""
    return f"{period}{figure.words}" + (f", {figure.doubt}" if figure.doubt else "")


def show_voice(request: Request) -> Response:
    """The page of what unnamed observers or officials say."""
    id_ = request.params["id"]
    data = request.snapshot
    if id_ not in UNNAMED:
        near = [f"/explore/voices/{voice}" for voice in UNNAMED]
        raise NotFound(f"There is no unnamed source {id_!r}.", near)
    says = _grouped(records(data, FACTS, asserted_by=(id_,)))
    quoted = records(data, QUOTES, source=(id_,))
    return page(request, "voice.html", id=id_, says=says, quoted=quoted)


def _quotation(snapshot: Snapshot, quote: Record) -> str:
    """“…” — Cui Hongjian, in “Title”, The Straits Times, paragraph 17.

    A fragment is given in the sentence that says what it is about.
    """
    source = source_of(record(snapshot, ARTICLES, quote["article"]))
    place = f"in {source}, {places_of(quote['citations'])}."
    if quote["form"] == "fragment":
        return f"{quote['statement'].rstrip('.')} ({', '.join([*doubts(quote), place[:-1]])})."
    return f"{quote['display']} — {attributed(quote)}, {place}"


def _statements(data: Snapshot, collection: Collection, shown: Record) -> dict[str, Any]:
    """What the record's people say, and what is said about it, each once.

    Of a record that many articles name, these are the first ones; the page links to all.
    """
    id_ = (shown["id"],)
    says = quoted = about = about_quotes = events = []
    total, query = 0, f"about={shown['id']}"
    if collection.name == "people":
        says = records(data, FACTS, limit=LISTED, asserted_by=id_)
        quoted = records(data, QUOTES, limit=LISTED, speaker=id_)
    if collection.name in SUBJECTS:
        about, total = records(data, FACTS, about=id_), count(data, FACTS, about=id_)
        about_quotes = records(data, QUOTES, limit=LISTED, about=id_)
        related = [*records(data, EVENTS, about=id_), *shown.get("events", [])]
        ids = tuple(sorted({event["id"] for event in related}))
        events = records(data, EVENTS, id=ids) if ids else []
    if collection is ARTICLES:
        about, total = records(data, FACTS, article=id_), count(data, FACTS, article=id_)
        events = records(data, EVENTS, article=id_)
        query = f"article={shown['id']}"
    listed = {event["url"] for event in (shown, *events)}
    return {
        "says": _grouped(says, listed),
        "quoted": quoted,
        "about": _grouped((fact for fact in about if fact not in says), listed),
        "about_quotes": [quote for quote in about_quotes if quote not in quoted],
        "more": (f"/explore/facts?{query}", total) if total > len(about) else None,
        "events": [{**event, "taken": _part(event, shown["id"])} for event in events],
        "numbers": _numbers(data, shown, about),
        "people": _people(data, about),
    }


def _grouped(
    facts: Iterable[Record], listed: Container[str] = ()
) -> list[tuple[str, list[Record]]]:
    """Facts that restate no record, by the heading of their kind, the news first.

    Parts in events that are not among those `listed` are facts like others.
    """
    found: dict[str, list[Record]] = {}
    for fact in facts:
        part = fact["kind"] == "participation" and fact["record"]["url"] not in listed
        if part or fact["kind"] not in RESTATED:
            found.setdefault(fact["kind"], []).append(fact)
    kinds = sorted(found, key=lambda kind: _ASIDE.index(kind) + 1 if kind in _ASIDE else 0)
    return [(LABELS[kind], found[kind]) for kind in kinds]


def _restated(facts: Iterable[Record], collection: str) -> list[Record]:
    """References to the records of a collection that facts restate, once each."""
    references = [fact["record"] for fact in facts if fact["record"]]
    path = f"/{collection}/"
    return list({one["url"]: one for one in references if one["url"].startswith(path)}.values())


def _numbers(data: Snapshot, shown: Record, about: list[Record]) -> list[Record]:
    """Other series that are related to a record."""
    found = (record(data, STATISTICS, one["id"]) for one in _restated(about, STATISTICS.name))
    others = [one for one in found if one and one["id"] != shown["id"]]
    return [_only_about(one, shown) for one in others]


def _only_about(series: Record, shown: Record) -> Record:
    """A series with only its numbers about a record, unless all of it is about that record."""
    own = [
        row
        for row in series["observations"]
        if any(about["id"] == shown["id"] for about in row["about"])
    ]
    whole = not own and "participants" not in shown
    return {**series, "observations": series["observations"] if whole else own}


def _people(data: Snapshot, about: list[Record]) -> list[Record]:
    """The people whose offices some facts state."""
    ids = tuple(one["id"] for one in _restated(about, PEOPLE.name))
    return records(data, PEOPLE, id=ids) if ids else []


def _part(event: Record, person: str) -> Record | None:
    """A person's participation in an event."""
    return next((one for one in event["participants"] if one["id"] == person), None)
