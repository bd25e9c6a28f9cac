"""Every route of the API but those for operators: each collection's, then all others."""

from collections.abc import Callable
from functools import partial

from app.api.citation import FORMAT as CITATION_FORMAT
from app.api.citation import CitationStrings, citation_response
from app.api.dataset import DATASET
from app.api.discovery import DISCOVERY
from app.api.formats import FORMATS
from app.api.http import JSON, Handler, Request, Route
from app.api.items import item_response
from app.api.lists import expensive_list, list_response
from app.api.observations import (
    FILTERS,
    SummaryShown,
    observations_response,
    summary_response,
)
from app.api.openapi import openapi
from app.api.operation_objects import (
    Object,
    item_operation,
    list_operation,
    operation,
    parameter,
    path_parameter,
    problem_response,
)
from app.api.problems import (
    InvalidParameters,
    NotFound,
    TooLarge,
    UnreadableBody,
    UnsupportedMedia,
)
from app.api.search import SEARCH
from app.api.verification import MAX_BYTES, Verification, verification_response
from app.core.collection import Collection
from app.resources import COLLECTIONS
from app.resources.articles import ARTICLES
from app.resources.facts import FACTS
from app.resources.observations import ALL_OBSERVATIONS, OBSERVATIONS
from app.resources.quotes import QUOTES
from app.resources.statistics import STATISTICS

Handlers = Callable[[str | None], Handler]
"""The handler for a format; None: the one that `format` or `Accept` asks for."""

Slow = Callable[[Request], bool]

_WORDS: dict[str, tuple[str, str, str, str]] = {
    "leaders": (
        "leader",
        "People",
        "People who hold or held political office, with each office, its country and its time.",
        "A leader, with the events they have a part in, what they said, and the facts about them.",
    ),
    "people": (
        "person",
        "People",
        "Everyone whom an article names: leaders, scholars, writers.",
        "A person, with the events they have a part in, what they said, and the facts about them.",
    ),
    "events": (
        "event",
        "Events",
        "What happened, is going on, or is expected: with date, place, status and participants.",
        "An event, with who had which part in it and how certain that is.",
    ),
    "quotes": (
        "quote",
        "Quotes",
        "Every quotation, verbatim, with who said it, where, and about what.",
        "A quotation, verbatim.",
    ),
    "statistics": (
        "statistic",
        "Statistics",
        "Series of numbers, each described, with its unit.",
        "A series with its observations: numbers exactly as exact as the article has them.",
    ),
    "observations": (
        "observation",
        "Statistics",
        "The rows of all series together. `/statistics/{id}/observations` has those of one.",
        "One row of a series, with the places that support it.",
    ),
    "facts": (
        "fact",
        "Facts",
        "Every statement that the service makes, in our own words, with who asserts it.",
        "A single statement, understandable on its own.",
    ),
    "articles": (
        "article",
        "Articles",
        "The sources: described, with the hash and length of their text, and never the text.",
        "An article: what it is, and how to tell whether your copy is the same text.",
    ),
    "countries": (
        "country",
        "Places",
        "Countries that an article names, by ISO 3166 code.",
        "A country, with its people, and the events and facts about it.",
    ),
    "places": (
        "place",
        "Places",
        "Places that are not countries: squares, cities, continents.",
        "A place, with the events and facts about it.",
    ),
    "organisations": (
        "organisation",
        "Organisations",
        "Armies, universities, newspapers and other organisations that an article names.",
        "An organisation, with the people, events and facts that belong to it.",
    ),
}
"""For each collection: one of it, its tag, and what its list and its items are.

A collection that is not here is described by the docstrings of its models.
"""

_OBSERVATIONS = (
    "The rows of one series, the ones to plot. A period that the article does not mention has no "
    "row; `fill=true` adds one for each year without a number, with the status `not_reported`.\n\n"
    "`value` is set only where the number is exact. Otherwise `lower` and `upper` are its bounds, "
    "and null is an open side: “more than 24” has `lower` 24, not included, and no `upper`."
)


def _list_routes(path: str, id_: str, respond: Handlers, slow: Slow, made: Object) -> list[Route]:
    """A list at its own path, where `Accept` chooses the format, and at one path per format."""
    return [
        Route(path, respond(None), id_, operation=made, expensive=slow),
        *(Route(f"{path}.{f}", respond(f), f"{id_}_{f}", expensive=slow) for f in FORMATS),
    ]


def _collection_routes(collection: Collection) -> list[Route]:
    """The list of a collection, and its items."""
    name, path = collection.name, f"/{collection.name}"
    one, tag, about_list, about_item = _WORDS.get(name) or (
        collection.kind,
        name.title(),
        collection.shown.__doc__ or "",
        collection.item.__doc__ or "",
    )
    made = list_operation(collection, f"List {name}", about_list, tag=tag, path=path)
    shown = item_operation(collection, f"Get one {one}", about_item, tag=tag)
    slow = partial(expensive_list, collection=collection)
    return [
        *_list_routes(
            path,
            f"list_{name}",
            lambda form: partial(list_response, collection=collection, form=form),
            slow,
            made,
        ),
        Route(
            f"{path}/{{id}}",
            partial(item_response, collection=collection),
            f"get_{one}",
            operation=shown,
        ),
    ]


def _observation_routes() -> list[Route]:
    """The rows of a statistic, and their summary."""
    path, example = "/statistics/{id}/observations", path_parameter(STATISTICS.example)
    summary = "List the observations of a statistic"
    made = list_operation(OBSERVATIONS, summary, _OBSERVATIONS, tag="Statistics", path=path)
    # Generated clients cannot tell a query parameter `id` from that of the path.
    made["parameters"] = [example, *(one for one in made["parameters"] if one["name"] != "id")]
    made["responses"]["404"] = problem_response(NotFound)
    summed = operation(
        "Sum up the observations of a statistic",
        "Count, sum, minimum and maximum of a series' numbers, as exact as the numbers allow. "
        "Takes the filters of the series' observations. There is no sum where adding up means "
        "nothing (levels, ordinals, running counts), or might count the same twice.",
        "Statistics",
        content={JSON: SummaryShown},
        parameters=[example, *map(parameter, FILTERS)],
        problems=(NotFound, InvalidParameters),
    )
    return [
        *_list_routes(
            path,
            "list_statistic_observations",
            lambda form: partial(observations_response, form=form),
            partial(expensive_list, collection=OBSERVATIONS),
            made,
        ),
        Route(
            "/statistics/{id}/summary", summary_response, "get_statistic_summary", operation=summed
        ),
    ]


def _citation_route(collection: Collection, one: str) -> Route:
    made = operation(
        f"Cite a {one}",
        f"The place in the article that supports the {one}, as a citation to paste.",
        _WORDS[collection.name][1],
        content={JSON: CitationStrings},
        parameters=[path_parameter(collection.example)],
        problems=(NotFound, InvalidParameters),
    )
    made["description"] += f"\n\n`format`: {CITATION_FORMAT.description}"
    handler = partial(citation_response, collection=collection)
    path = f"/{collection.name}/{{id}}/citation"
    return Route(path, handler, f"get_{one}_citation", operation=made)


VERIFICATION = Route(
    "/articles/{id}/verification",
    verification_response,
    "verify_article",
    methods=("POST",),
    text=MAX_BYTES,
    expensive=True,
    operation=operation(
        "Verify your copy of an article",
        "Send your own copy of the article to learn which citations match it. Every cited span is "
        "compared by its hash. The text is neither kept nor logged.",
        "Articles",
        content={JSON: Verification},
        parameters=[path_parameter(ARTICLES.example)],
        problems=(NotFound, TooLarge, UnsupportedMedia, UnreadableBody, InvalidParameters),
        body={
            "required": True,
            "description": "The article's text in UTF-8, at most 1 MB.",
            "content": {"text/plain": {"schema": {"type": "string", "maxLength": MAX_BYTES}}},
        },
    ),
)

ROUTES: tuple[Route, ...] = (
    *(
        route
        for collection in (*COLLECTIONS, ALL_OBSERVATIONS)
        for route in _collection_routes(collection)
    ),
    *_observation_routes(),
    _citation_route(FACTS, "fact"),
    _citation_route(QUOTES, "quote"),
    SEARCH,
    VERIFICATION,
    *DATASET,
    *DISCOVERY,
    Route("/openapi.json", openapi, "get_openapi"),
)
