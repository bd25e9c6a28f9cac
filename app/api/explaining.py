"""What each type of problem means, with an example: a page for people, JSON for programs."""

from difflib import get_close_matches
from html import escape
from typing import Any

import orjson
from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import HTMLResponse, Response

from app.api.answers import JSON
from app.api.documenting import documented
from app.api.parameters import read
from app.api.problem import ParameterError, Problem
from app.api.problems import (
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
    RequestTimeout,
    TooLarge,
    TooManyRequests,
    Unavailable,
    UnreadableBody,
    UnsupportedMedia,
    UriTooLong,
)
from app.api.qualities import qualities
from app.core.schema import Shown

router = APIRouter(tags=["Index"])

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
"""For each type a problem as it might be told, and the path it would come from."""


class ProblemType(Shown):
    """What a type of problem means."""

    type: str = Field(examples=["/problems/not-found"])
    title: str
    status: int
    description: str
    example: dict[str, Any] = Field(description="A body of this type.")


def _documented() -> dict[str, Any]:
    described = documented(
        ProblemType, NotFound, InvalidParameters, example=InvalidParameters.slug, key="slug"
    )
    described["responses"][200]["content"] = {"text/html": {"schema": {"type": "string"}}}
    return described


@router.get("/problems/{slug}", summary="What a problem means", **_documented())
async def problem_type(request: Request) -> Response:
    """Explains the `type` of a problem, with an example; as a page where that is preferred."""
    read(request.scope["query_string"], {})
    slug = request.path_params["slug"]
    for problem in PROBLEMS:
        if problem.slug == slug:
            return _explained(problem, as_page=_prefers_a_page(request))
    close = get_close_matches(slug, [problem.slug for problem in PROBLEMS], n=3)
    raise NotFound(f"there is no problem type {slug!r}", [f"/problems/{name}" for name in close])


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
        return HTMLResponse(_page(shown))
    return Response(shown.model_dump_json(), media_type=JSON)


def _prefers_a_page(request: Request) -> bool:
    asked = qualities(", ".join(request.headers.getlist("accept")).encode())
    programs = max(asked.get(JSON.encode(), 0), asked.get(b"application/problem+json", 0))
    return asked.get(b"text/html", 0) > programs


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
