"""Every route of the API but those for operators: each collection's, then all others."""

from collections.abc import Iterator
from functools import partial

from app.api.citation import STYLE, CitationStrings, citation_response
from app.api.dataset import DATASET
from app.api.discovery import DISCOVERY
from app.api.formats import FORMATS
from app.api.http import JSON, Route
from app.api.items import item_response
from app.api.lists import expensive_list, list_response
from app.api.observations import FILTERS, SummaryShown, expensive_summary, summary_response
from app.api.openapi import openapi
from app.api.operation_objects import (
    item_operation,
    list_operations,
    operation,
    parameter,
    path_parameter,
)
from app.api.problems import TooLarge, UnreadableBody, UnsupportedMedia
from app.api.query import item_parameters
from app.api.search import search_everything
from app.api.uploads import LONGEST_TEXT
from app.api.verification import Verification, verification_response
from app.core.collection import Collection
from app.database import LISTS
from app.resources import COLLECTIONS
from app.resources.articles import ARTICLES
from app.resources.events import EVENTS
from app.resources.facts import FACTS
from app.resources.observations import ALL_OBSERVATIONS, OBSERVATIONS
from app.resources.quotes import QUOTES
from app.resources.statistics import STATISTICS


def _list_routes(collection: Collection, parent: Collection | None = None) -> Iterator[Route]:
    """A list at its own path, where `Accept` chooses the format, and at one path per format."""
    name = f"list_{parent.kind}_{collection.name}" if parent else f"list_{collection.name}"
    operations = list_operations(collection, parent)
    for form in ("", *FORMATS):
        yield Route(
            f"{collection.path}.{form}" if form else collection.path,
            partial(list_response, collection=collection, form=form),
            f"{name}_{form}" if form else name,
            operation=operations.get(form, {}),
            expensive=partial(expensive_list, collection=collection, form=form),
            threads=LISTS,
        )


def _item_route(collection: Collection) -> Route:
    return Route(
        f"{collection.path}/{{id}}",
        partial(item_response, collection=collection),
        f"get_{collection.singular}",
        parameters=item_parameters(collection),
        operation=item_operation(collection),
    )


def _citation_route(collection: Collection) -> Route:
    one = collection.singular
    return Route(
        f"{collection.path}/{{id}}/citation",
        partial(citation_response, collection=collection),
        f"get_{one}_citation",
        parameters={STYLE.name: STYLE},
        operation=operation(
            f"Cite one {one}",
            "A citation to paste: what is said, by whom, and where in the article.\n\n"
            f"`format`: {STYLE.description}",
            collection.tag,
            {JSON: CitationStrings},
            [path_parameter(collection.example)],
        ),
    )


SUMMARY = Route(
    "/statistics/{id}/summary",
    summary_response,
    "get_statistic_summary",
    expensive=expensive_summary,
    operation=operation(
        "Sum up the observations of a statistic",
        summary_response.__doc__,
        "Statistics",
        {JSON: SummaryShown},
        [path_parameter(STATISTICS.example), *map(parameter, FILTERS.values())],
    ),
)

VERIFICATION = Route(
    "/articles/{id}/verification",
    verification_response,
    "verify_article",
    methods=("POST",),
    most_text=LONGEST_TEXT,
    parameters={},
    alone="verification",
    operation=operation(
        "Verify your copy of an article",
        "Send your own copy of the article to see which citations match it. The service compares "
        "every cited span by its hash. It neither keeps nor logs the text.",
        "Articles",
        {JSON: Verification},
        [path_parameter(ARTICLES.example)],
        problems=(TooLarge, UnsupportedMedia, UnreadableBody),
        requestBody={
            "required": True,
            "description": "The article's text in UTF-8, at most 1 MB.",
            "content": {"text/plain": {"schema": {"type": "string", "maxLength": LONGEST_TEXT}}},
        },
    ),
)

ROUTES: tuple[Route, ...] = (
    *(
        route
        for collection in (*COLLECTIONS, ALL_OBSERVATIONS)
        for route in (*_list_routes(collection), _item_route(collection))
    ),
    *_list_routes(OBSERVATIONS, STATISTICS),
    SUMMARY,
    *map(_citation_route, (FACTS, QUOTES, EVENTS, ALL_OBSERVATIONS, ARTICLES)),
    search_everything,
    VERIFICATION,
    *DATASET,
    *DISCOVERY,
    Route("/openapi.json", openapi, parameters={}, alone="openapi"),
)
