"""What each type of problem means, with an example: a page for people, JSON for programs."""

from difflib import get_close_matches
from html import escape
from typing import Any

import orjson
from pydantic import Field

from app.api.http import HTML, JSON, Request, Response, Route
from app.api.operation_objects import operation, path_parameter
from app.api.parameters import read
from app.api.problems import (
    MEDIA_TYPE,
    PROBLEMS,
    BadRequest,
    HeadTooLarge,
    InternalError,
    InvalidParameters,
    MethodNotAllowed,
    Misdirected,
    NotAcceptable,
    NotFound,
    Overloaded,
    ParameterError,
    PreconditionFailed,
    Problem,
    RangeNotSatisfiable,
    RequestTimeout,
    TooLarge,
    TooManyRequests,
    Unavailable,
    UnknownCoding,
    UnreadableBody,
    UnsupportedMedia,
    UriTooLong,
)
from app.core.schema import Shown

EXAMPLES: dict[type[Problem], tuple[Problem, str]] = {
    InvalidParameters: (
        InvalidParameters(
            [
                ParameterError(
                    parameter="contry",
                    detail="there is no parameter 'contry' here",
                    allowed=["country", "cursor", "limit"],
                    did_you_mean="country",
                )
            ]
        ),
        "/leaders?contry=CN",
    ),
    NotFound: (
        NotFound("there is no 'xi-jinpin' in /people", ["/people/xi-jinping"]),
        "/people/xi-jinpin",
    ),
    MethodNotAllowed: (MethodNotAllowed("DELETE is not among the methods of /facts"), "/facts"),
    NotAcceptable: (NotAcceptable(["application/json", "text/csv"]), "/facts"),
    TooLarge: (
        TooLarge("the text has more than 1048576 bytes"),
        "/articles/xi-putin-victory-day-2025/verification",
    ),
    UnsupportedMedia: (
        UnsupportedMedia(
            "'application/pdf' is not text/plain in UTF-8; send the header Content-Type: text/plain"
        ),
        "/articles/xi-putin-victory-day-2025/verification",
    ),
    UnreadableBody: (
        UnreadableBody("not UTF-8: byte 17 (0xe9) cannot be decoded"),
        "/articles/xi-putin-victory-day-2025/verification",
    ),
    PreconditionFailed: (PreconditionFailed("the dataset has another version now"), "/facts"),
    RangeNotSatisfiable: (RangeNotSatisfiable("the response has 5120 bytes"), "/facts.csv"),
    UnknownCoding: (UnknownCoding("a body may be chunked, but not otherwise coded"), ""),
    BadRequest: (BadRequest("a request has one Host, and a valid one"), ""),
    RequestTimeout: (RequestTimeout("the request's head took too long"), ""),
    UriTooLong: (UriTooLong("at most 16384 bytes of a URL are read"), ""),
    Misdirected: (Misdirected("Host names none of the hosts that are served here"), "/facts"),
    TooManyRequests: (TooManyRequests("at most 600 requests in 60 seconds"), "/facts"),
    HeadTooLarge: (HeadTooLarge("at most 65536 bytes in 100 headers are read"), ""),
    Overloaded: (Overloaded("more requests are at hand than are taken at once"), "/facts"),
    Unavailable: (Unavailable("the database cannot be read"), "/facts"),
    InternalError: (InternalError("the service failed; the fault has been logged"), "/facts"),
}
"""For each type an example, and the path that it could come from."""


class ProblemType(Shown):
    """What a type of problem means."""

    type: str = Field(examples=["/problems/not-found"])
    title: str
    status: int
    description: str
    example: dict[str, Any] = Field(description="A body of this type.")


def problem_type(request: Request) -> Response:
    """The type `{slug}`, as a page where the client prefers one; raises `NotFound`."""
    read(request.query, {})
    slug = request.params["slug"]
    for problem in PROBLEMS:
        if problem.slug == slug:
            return _explained(problem, as_page=_prefers_page(request))
    close = get_close_matches(slug, [problem.slug for problem in PROBLEMS], n=3)
    raise NotFound(f"there is no problem type {slug!r}", [f"/problems/{name}" for name in close])


def _prefers_page(request: Request) -> bool:
    if not request.headers.get(b"accept"):
        return False
    programs = max(request.quality(JSON), request.quality(MEDIA_TYPE))
    return request.quality(HTML) > programs


def _explained(problem: type[Problem], *, as_page: bool) -> Response:
    example, instance = EXAMPLES[problem]
    shown = ProblemType(
        type=f"/problems/{problem.slug}",
        title=problem.title,
        status=problem.status,
        description=problem.explanation,
        example=example.body(instance),
    )
    if as_page:
        return Response(_page(shown).encode(), HTML)
    return Response(shown.model_dump_json().encode(), JSON)


def _page(shown: ProblemType) -> str:
    example = orjson.dumps(shown.example, option=orjson.OPT_INDENT_2).decode()
    description = "".join(
        f"<code>{escape(part)}</code>" if place % 2 else escape(part)
        for place, part in enumerate(shown.description.split("`"))
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(shown.title)}</title>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(shown.title)}</h1>\n"
        f"<p>Status {shown.status}, type <code>{escape(shown.type)}</code></p>\n"
        f"<p>{description}</p>\n<h2>Example</h2>\n<pre>{escape(example)}</pre>\n"
        '<p><a href="/docs">Documentation</a></p>\n</main>\n</body>\n</html>\n'
    )


PROBLEM_TYPE = Route(
    "/problems/{slug}",
    problem_type,
    "get_problem_type",
    database=False,
    operation=operation(
        "What a problem means",
        "Explains the `type` of a problem, with an example; as a page where that is preferred.",
        "Index",
        content={JSON: ProblemType},
        parameters=[path_parameter(InvalidParameters.slug, "slug")],
        problems=(NotFound, InvalidParameters),
    ),
)
