"""Pages of one record or of one unnamed source: what it says, who says so, and where."""

from collections.abc import Iterable
from typing import Any

from app.api.citation import CitationStrings, citation_of
from app.api.formats import jsonld
from app.api.http import Request, Response
from app.api.problems import NotFound
from app.core.collection import Collection
from app.core.schema import Document, said_in, title_of
from app.core.terms import LABELS, LISTED, UNNAMED
from app.database import Snapshot
from app.explorer import wording
from app.explorer.chart import chart_of, dimensions_of, figures_of, latest_of
from app.explorer.pages import POLICY, page, parameters, redirect, served
from app.explorer.pictures import THEME, sources_of, words_of_card
from app.explorer.records import record, record_of, records
from app.resources.articles import ARTICLES
from app.resources.events import EVENTS
from app.resources.facts import FACTS
from app.resources.observations import ALL_OBSERVATIONS
from app.resources.people import LEADERS, PEOPLE
from app.resources.quotes import QUOTES

_ASIDE = ("history", "display", "appearance", "credit")
"""Kinds that come after the news, in this order."""

_PEOPLE = {"articles": "article", "countries": "country", "organisations": "organisation"}
"""The filters that find the people who belong to a record of these collections."""

FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
"""The policy of a page that any site may show in a frame."""


def show_record(request: Request) -> Response:
    if request.path_params["collection"] == LEADERS.name:
        return redirect(f"/explore/people/{request.path_params['id']}")
    collection, shown = record_of(request)
    related = {} if collection in (FACTS, QUOTES) else _related(request.snapshot, collection, shown)
    return page(
        request,
        "record.html",
        **_shown(request, collection, shown),
        cited=[] if collection is ARTICLES else _cited(request, shown),
        height=_height(shown),
        sentence=_quotation(request.snapshot, shown) if collection is QUOTES else "",
        related=related,
    )


def show_embed(request: Request) -> Response:
    """A record with its source, without header and footer, for other sites to frame."""
    collection, shown = record_of(request)
    theme = parameters(request.query, "theme").get("theme")
    parts = [shown, *shown.get("offices", ()), *shown.get("observations", ())]
    cited = [citation for part in parts for citation in part["citations"]]
    return page(
        request,
        "embed.html",
        policy=FRAMED,
        theme=theme if theme in THEME.choices else THEME.default,
        sources=sources_of(request.snapshot, cited),
        **_shown(request, collection, shown),
    )


def _shown(request: Request, collection: Collection, shown: Document) -> dict[str, Any]:
    """A record, and what the head of its page says of it."""
    url, series = shown["url"], "observations" in shown
    data = served(request.snapshot)
    said, by = words_of_card(shown, data["countries"], several=data["several"])
    meta = {
        "title": wording.short(title_of(shown)),
        "path": f"/explore{url}",
        "description": wording.short(said, f" ({by})"),
        "picture": f"/explore{url}/card.png",
        "data": url,
        "csv": f"{url}{'/observations' if series else ''}?format=csv",
        "linked": jsonld.item(collection.kind, shown, request.origin),
        "kind": "article",
    }
    return {"meta": meta, "collection": collection, "record": shown}


def _cited(request: Request, shown: Document) -> list[tuple[str, CitationStrings]]:
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


def _height(shown: Document) -> int:
    """How high, in pixels, a frame must be that shows all of a record on a phone."""
    if "observations" not in shown:
        letters = len(said_in(shown)) + len(shown.get("inference") or "")
        return 260 + 30 * (letters // 28 + ("speakers" in shown))
    described = 25 * (len(shown["description"]) // 36)
    if chart := chart_of(shown):
        return 460 + chart.height + described + 60 * len(chart.columns)
    return 270 + described + 90 * len(figures_of(shown["observations"]))


def show_voice(request: Request) -> Response:
    """The page of what unnamed observers or officials say."""
    id_, data = request.path_params["id"], request.snapshot
    if id_ not in UNNAMED:
        near = [f"/explore/voices/{voice}" for voice in UNNAMED]
        raise NotFound(f"There is no unnamed source {id_!r}.", near)
    quoted = records(data, QUOTES, source=(id_,))
    says = _grouped(records(data, FACTS, asserted_by=(id_,)), quoted)
    return page(request, "voice.html", id=id_, says=says, quoted=quoted)


def _quotation(snapshot: Snapshot, quote: Document) -> str:
    """“…” — Cui Hongjian, in “Title”, The Straits Times, paragraph 17.

    A fragment is given in the sentence that says what it is about.
    """
    article = wording.source_of(record(snapshot, ARTICLES, quote["article"]))
    place = f"in {article}, {wording.places_of(quote['citations'])}"
    if quote["form"] == "fragment":
        return f"{quote['statement'].rstrip('.')} ({', '.join([*wording.doubts(quote), place])})."
    return f"{quote['display']} — {wording.attributed(quote)}, {place}."


def _related(data: Snapshot, collection: Collection, shown: Document) -> dict[str, Any]:
    """What a person says, and what is said about the record, each once.

    Of a record that many articles name, these are the first ones; the page links to all facts.
    """
    id_, says, quoted, people = (shown["id"],), [], [], []
    by = {"article" if collection is ARTICLES else "about": id_}
    if collection is PEOPLE:
        says = records(data, FACTS, LISTED, asserted_by=id_)
        quoted = records(data, QUOTES, LISTED, speaker=id_)
    if collection.name in _PEOPLE:
        people = records(data, PEOPLE, **{_PEOPLE[collection.name]: id_})
    quotes = [one for one in records(data, QUOTES, LISTED, **by) if one not in quoted]
    numbers = records(data, ALL_OBSERVATIONS, **by)
    events = [*records(data, EVENTS, **by), *shown.get("events", ())]
    ids = tuple(sorted({event["id"] for event in events}))
    events = records(data, EVENTS, id=ids) if ids else []
    facts = records(data, FACTS, **by)
    listed = [shown, *events, *people, *quoted, *quotes, *(one["statistic"] for one in numbers)]
    return {
        "says": _grouped(says, listed),
        "quoted": quoted,
        "events": events,
        "numbers": numbers,
        "people": people,
        "quotes": quotes,
        "facts": _grouped((fact for fact in facts if fact not in says), listed),
        "more": len(facts) < (shown.get("totals") or shown.get("holdings", {})).get("facts", 0),
    }


def _grouped(
    facts: Iterable[Document], listed: Iterable[Document]
) -> list[tuple[str, list[Document]]]:
    """Facts that restate none of the records `listed`, by the heading of their kind.

    The news comes first.
    """
    urls = {one["url"] for one in listed}
    found: dict[str, list[Document]] = {}
    for fact in facts:
        if not fact["record"] or fact["record"]["url"] not in urls:
            found.setdefault(fact["kind"], []).append(fact)
    kinds = sorted(found, key=lambda kind: _ASIDE.index(kind) + 1 if kind in _ASIDE else 0)
    return [(LABELS[kind], found[kind]) for kind in kinds]
