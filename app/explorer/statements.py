"""Statements in lists, and the pages of an unnamed source and of a paragraph."""

from collections.abc import Iterable

from app.api.http import Request, Response
from app.api.problems import NotFound
from app.core.collection import words_of
from app.core.terms import LABELS, UNNAMED, DerivedKind
from app.explorer.pages import page
from app.explorer.records import Record, every, record, records
from app.resources.articles import ARTICLES
from app.resources.facts import FACTS
from app.resources.quotes import QUOTES

RESTATED = frozenset(words_of(DerivedKind))
"""Facts of these kinds restate an event, an office, a quotation or a number."""

_ASIDE = ("history", "display", "appearance", "credit")
"""Kinds that come after the news, in this order."""


def grouped(facts: Iterable[Record]) -> list[tuple[str, list[Record]]]:
    """Facts that restate no record, by the heading of their kind, the news first."""
    found: dict[str, list[Record]] = {}
    for fact in facts:
        if fact["kind"] not in RESTATED:
            found.setdefault(fact["kind"], []).append(fact)
    kinds = sorted(found, key=lambda kind: _ASIDE.index(kind) + 1 if kind in _ASIDE else 0)
    return [(LABELS[kind], found[kind]) for kind in kinds]


def restated(facts: Iterable[Record], collection: str) -> list[Record]:
    """References to the records of a collection that facts restate, once each."""
    references = [fact["record"] for fact in facts if fact["record"]]
    path = f"/{collection}/"
    return list({one["url"]: one for one in references if one["url"].startswith(path)}.values())


def show_voice(request: Request) -> Response:
    """The page of what unnamed observers or officials say."""
    id_ = request.params["id"]
    data = request.snapshot
    if id_ not in UNNAMED:
        near = [f"/explore/voices/{voice}" for voice in UNNAMED]
        raise NotFound(f"There is no unnamed source {id_!r}.", near)
    says = grouped(records(data, FACTS, asserted_by=(id_,)))
    quoted = records(data, QUOTES, source=(id_,))
    return page(request, "voice.html", id=id_, says=says, quoted=quoted)


def show_paragraph(request: Request) -> Response:
    """Everything that one paragraph of an article supports."""
    id_, number = request.params["id"], request.params["number"]
    article = record(request.snapshot, ARTICLES, id_)
    if article is None or not number.isdecimal():
        raise NotFound(f"There is no paragraph {number!r} of {id_!r}.", ["/explore/articles"])
    by_paragraph: dict[int, list[Record]] = {}
    for fact in every(request.snapshot, FACTS, article=(id_,)):
        for paragraph in {citation["paragraph"] for citation in fact["citations"]}:
            by_paragraph.setdefault(paragraph, []).append(fact)
    path = f"/explore/articles/{id_}/paragraphs/"
    ordered = sorted(by_paragraph)
    if int(number) not in by_paragraph:
        known = [f"{path}{one}" for one in ordered[:10]]
        raise NotFound(f"Nothing here comes from paragraph {number}.", known)
    place = ordered.index(int(number))
    return page(
        request,
        "paragraph.html",
        article=article,
        number=int(number),
        before=ordered[place - 1] if place else None,
        after=ordered[place + 1] if place + 1 < len(ordered) else None,
        facts=[fact for fact in by_paragraph[int(number)] if fact["record"] is None],
        restating=[fact for fact in by_paragraph[int(number)] if fact["record"]],
    )
