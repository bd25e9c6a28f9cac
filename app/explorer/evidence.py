"""Where statements come from: the page of a paragraph, and the page that checks a reader's copy."""

from app.api.http import Request, Response
from app.api.problems import NotFound
from app.explorer.pages import page, parameters
from app.explorer.records import BY_NAME, record, records
from app.queries.find import cited_spans
from app.resources.articles import ARTICLES
from app.resources.facts import FACTS


def show_paragraph(request: Request) -> Response:
    """The facts that cite one paragraph of an article."""
    data, id_, number = request.snapshot, request.path_params["id"], request.path_params["number"]
    article = record(data, ARTICLES, id_)
    cited: dict[str, set[str]] = {}
    for path, span in cited_spans(data, id_):
        name, _, fact = path.strip("/").partition("/")
        if name == FACTS.name:
            cited.setdefault(str(span.paragraph), set()).add(fact)
    numbers = sorted(cited, key=int)
    if number not in cited:
        known = [f"/explore/articles/{id_}/paragraphs/{one}" for one in numbers[:10]]
        raise NotFound(f"Nothing here comes from paragraph {number}.", known)
    place = numbers.index(number)
    return page(
        request,
        "paragraph.html",
        article=article,
        number=number,
        before=numbers[place - 1] if place else None,
        after=numbers[place + 1] if number != numbers[-1] else None,
        facts=records(data, FACTS, len(cited[number]), id=tuple(cited[number])),
    )


def show_check(request: Request) -> Response:
    """The page; it checks the pasted text in the browser and sends it nowhere."""
    data, values = request.snapshot, parameters(request.query, "article", "from")
    articles = records(data, ARTICLES)
    asked = [record(data, ARTICLES, values["article"])] if "article" in values else articles
    if not asked:
        raise NotFound("There is no article yet.", ["/explore"])
    # The record whose citation led here: `from=facts/some-id`.
    name, _, id_ = values.get("from", "").strip("/").partition("/")
    origin = records(data, BY_NAME[name], id=(id_,)) if name in BY_NAME else []
    return page(
        request,
        "check.html",
        article=asked[0],
        articles=articles,
        origin_record=next(iter(origin), None),
    )
