"""Where statements come from: the page of a paragraph, and the page that checks a reader's copy."""

from app.api.http import Request, Response
from app.api.parameters import NUMBER
from app.api.problems import NotFound
from app.core.schema import title_of
from app.explorer.pages import page, parameters
from app.explorer.records import BY_NAME, Record, every, record, records
from app.resources.articles import ARTICLES
from app.resources.facts import FACTS


def show_paragraph(request: Request) -> Response:
    """The facts that cite one paragraph of an article; those that cite no other come first."""
    id_, number = request.params["id"], request.params["number"]
    article = record(request.snapshot, ARTICLES, id_)
    if article is None or not NUMBER.fullmatch(number):
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
    # What restates an event, a number or the like comes after what is only here.
    facts = sorted(by_paragraph[int(number)], key=lambda fact: fact["record"] is not None)
    alone = [fact for fact in facts if len({one["paragraph"] for one in fact["citations"]}) == 1]
    return page(
        request,
        "paragraph.html",
        article=article,
        number=int(number),
        before=ordered[place - 1] if place else None,
        after=ordered[place + 1] if place + 1 < len(ordered) else None,
        alone=alone,
        shared=[fact for fact in facts if fact not in alone],
    )


def show_check(request: Request) -> Response:
    """The page; it checks the pasted text in the browser and sends it nowhere."""
    values = parameters(request.query, "article", "from")
    articles = records(request.snapshot, ARTICLES)
    article = articles[0] if articles else None
    if "article" in values:
        article = record(request.snapshot, ARTICLES, values["article"])
    if article is None:
        raise NotFound("There is no such article.", ["/explore/check", "/explore/articles"])
    return page(
        request,
        "check.html",
        article=article,
        articles=articles,
        origin_record=_came_from(request, values.get("from", "")),
    )


def _came_from(request: Request, path: str) -> Record | None:
    """The record whose citation led here (`facts/some-id`), with its title."""
    name, _, id_ = path.strip("/").partition("/")
    if name not in BY_NAME:
        return None
    found = record(request.snapshot, BY_NAME[name], id_)
    return {**found, "url": f"/{name}/{id_}", "shown_as": title_of(found)} if found else None
