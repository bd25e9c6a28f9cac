"""Every route of the API but those for operators: each collection's, then all others."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from app.api.citation import STYLE, CitationStrings, citation_response
from app.api.dataset import DATASET
from app.api.discovery import DISCOVERY
from app.api.formats import FORMATS
from app.api.http import JSON, Response, Route
from app.api.items import item_response
from app.api.lists import expensive_list, list_response
from app.api.observations import (
    FILTERS,
    SummaryShown,
    expensive_rows,
    observations_response,
    summary_response,
)
from app.api.openapi import openapi
from app.api.operation_objects import (
    Object,
    format_operation,
    item_operation,
    list_operation,
    operation,
    parameter,
    partial_operation,
    partial_page_model,
    path_parameter,
)
from app.api.problem_types import problem_type
from app.api.problems import TooLarge, UnreadableBody, UnsupportedMedia
from app.api.query import item_parameters
from app.api.search import search_everything
from app.api.verification import MAX_BYTES, Verification, verification_response
from app.core.collection import Collection
from app.resources import COLLECTIONS
from app.resources.articles import ARTICLES
from app.resources.events import EVENTS
from app.resources.facts import FACTS
from app.resources.observations import ALL_OBSERVATIONS, OBSERVATIONS
from app.resources.quotes import QUOTES
from app.resources.statistics import STATISTICS


def _list_routes(
    path: str,
    name: str,
    respond: Callable[..., Response],
    expensive: Callable[..., bool],
    operations: Mapping[str, Object],
) -> list[Route]:
    """A list at its own path, where `Accept` chooses the format, and at one path per format."""
    listed = Route(path, respond, name, operation=operations[""], expensive=expensive)
    return [
        listed,
        *(
            replace(
                listed,
                path=f"{path}.{form}",
                handler=partial(respond, form=form),
                name=f"{name}_{form}",
                operation=operations.get(form, {}),
                expensive=partial(expensive, form=form),
            )
            for form in FORMATS
        ),
    ]


def _collection_routes(collection: Collection) -> list[Route]:
    """The list of a collection, and its items."""
    name, path = collection.name, f"/{collection.name}"
    return [
        *_list_routes(
            path,
            f"list_{name}",
            partial(list_response, collection=collection),
            partial(expensive_list, collection=collection),
            {
                "": list_operation(collection, f"List {name}", path),
                "json": partial_operation(collection),
            },
        ),
        Route(
            f"{path}/{{id}}",
            partial(item_response, collection=collection),
            f"get_{collection.singular}",
            parameters=item_parameters(collection),
            operation=item_operation(collection),
        ),
    ]


def _observation_routes() -> list[Route]:
    """The rows of a statistic, and their summary."""
    path, rows = "/statistics/{id}/observations", "the observations of a statistic"
    parent = path_parameter(STATISTICS.example)
    page = partial_page_model(OBSERVATIONS)
    summed = operation(
        "Sum up the observations of a statistic",
        "Count, sum, minimum and maximum of a series' numbers, as exact as the numbers allow. "
        "It takes the filters of the series' observations. There is no sum where adding up makes "
        "no sense (levels, ordinals, running counts) or might count the same thing twice.",
        "Statistics",
        content={JSON: SummaryShown},
        parameters=[parent, *map(parameter, FILTERS)],
    )
    return [
        *_list_routes(
            path,
            "list_statistic_observations",
            observations_response,
            expensive_rows,
            {
                "": list_operation(OBSERVATIONS, f"List {rows}", path, parent),
                **{form: format_operation(form, parent, page) for form in FORMATS},
            },
        ),
        Route(
            "/statistics/{id}/summary", summary_response, "get_statistic_summary", operation=summed
        ),
    ]


def _citation_route(collection: Collection) -> Route:
    one = collection.singular
    made = operation(
        f"Cite one {one}",
        "A citation to paste: what is said, by whom, and where in the article.\n\n"
        f"`format`: {STYLE.description}",
        collection.tag,
        parameters=[path_parameter(collection.example)],
        content={JSON: CitationStrings},
    )
    handler = partial(citation_response, collection=collection)
    path = f"/{collection.name}/{{id}}/citation"
    name = f"get_{one}_citation"
    return Route(path, handler, name, parameters={STYLE.name: STYLE}, operation=made)


VERIFICATION = Route(
    "/articles/{id}/verification",
    verification_response,
    "verify_article",
    methods=("POST",),
    text=MAX_BYTES,
    parameters={},
    expensive=True,
    alone="verification",
    operation=operation(
        "Verify your copy of an article",
        "Send your own copy of the article to see which citations match it. The service compares "
        "every cited span by its hash. It neither keeps nor logs the text.",
        "Articles",
        parameters=[path_parameter(ARTICLES.example)],
        content={JSON: Verification},
        problems=(TooLarge, UnsupportedMedia, UnreadableBody),
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
    *map(_citation_route, (FACTS, QUOTES, EVENTS, ALL_OBSERVATIONS, ARTICLES)),
    search_everything,
    VERIFICATION,
    *DATASET,
    *DISCOVERY,
    problem_type,
    Route("/openapi.json", openapi, parameters={}),
)
