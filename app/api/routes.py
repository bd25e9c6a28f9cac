"""Every route of the API but those for operators: each collection's, then all others."""

from collections.abc import Callable, Mapping
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
    expensive_rows,
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
    partial_operation,
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
from app.resources.facts import FACTS
from app.resources.observations import ALL_OBSERVATIONS, OBSERVATIONS
from app.resources.quotes import QUOTES

Handlers = Callable[[str | None], Handler]
"""The handler for a format; None: the format comes from `format` or `Accept`."""

Slow = Callable[[Request], bool]


def _list_routes(
    path: str, id_: str, respond: Handlers, slow: Slow, operations: Mapping[str, Object]
) -> list[Route]:
    """A list at its own path, where `Accept` chooses the format, and at one path per format."""
    return [
        Route(path, respond(None), id_, operation=operations[""], expensive=slow),
        *(
            Route(
                f"{path}.{form}",
                respond(form),
                f"{id_}_{form}",
                operation=operations.get(form, {}),
                expensive=slow,
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
            lambda form: partial(list_response, collection=collection, form=form),
            partial(expensive_list, collection=collection),
            {
                "": list_operation(collection, f"List {name}", path, below=False),
                "json": partial_operation(collection),
            },
        ),
        Route(
            f"{path}/{{id}}",
            partial(item_response, collection=collection),
            f"get_{collection.singular}",
            operation=item_operation(collection),
        ),
    ]


def _observation_routes() -> list[Route]:
    """The rows of a statistic, and their summary."""
    path, rows = "/statistics/{id}/observations", "the observations of a statistic"
    summed = operation(
        "Sum up the observations of a statistic",
        "Count, sum, minimum and maximum of a series' numbers, as exact as the numbers allow. "
        "It takes the filters of the series' observations. There is no sum where adding up makes "
        "no sense (levels, ordinals, running counts) or might count the same thing twice.",
        "Statistics",
        content={JSON: SummaryShown},
        parameters=map(parameter, FILTERS),
        problems=(NotFound, InvalidParameters),
    )
    return [
        *_list_routes(
            path,
            "list_statistic_observations",
            lambda form: partial(observations_response, form=form),
            expensive_rows,
            {"": list_operation(OBSERVATIONS, f"List {rows}", path, below=True)},
        ),
        Route(
            "/statistics/{id}/summary", summary_response, "get_statistic_summary", operation=summed
        ),
    ]


def _citation_route(collection: Collection) -> Route:
    one = collection.singular
    made = operation(
        f"Cite a {one}",
        f"Where the article supports the {one}, as a citation to paste.\n\n"
        f"`format`: {CITATION_FORMAT.description}",
        collection.tag,
        content={JSON: CitationStrings},
        problems=(NotFound, InvalidParameters),
    )
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
        "Send your own copy of the article to see which citations match it. The service compares "
        "every cited span by its hash. It neither keeps nor logs the text.",
        "Articles",
        content={JSON: Verification},
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
    _citation_route(FACTS),
    _citation_route(QUOTES),
    SEARCH,
    VERIFICATION,
    *DATASET,
    *DISCOVERY,
    Route("/openapi.json", openapi, "get_openapi"),
)
