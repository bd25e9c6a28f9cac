"""What many operations of the OpenAPI document have in common stands once, under `components`."""

from collections.abc import Iterator
from typing import Any

from app.api.problem import Problem, problem_documented
from app.api.problems import (
    BadRequest,
    HeadTooLarge,
    InternalError,
    InvalidParameters,
    Misdirected,
    NotAcceptable,
    NotFound,
    TooManyRequests,
    Unavailable,
    UriTooLong,
)

ANYWHERE: tuple[type[Problem], ...] = (
    BadRequest,
    NotFound,
    NotAcceptable,
    UriTooLong,
    Misdirected,
    InvalidParameters,
    TooManyRequests,
    HeadTooLarge,
    InternalError,
    Unavailable,
)
"""What any request may be answered with, whatever it asks for."""

_TEXT = {"type": "string", "description": "As long as what was asked for makes it."}
_FILE = {"type": "string", "contentEncoding": "binary", "description": "The bytes of a file."}
_LIMITED = "Only where a limit is set; as in draft-ietf-httpapi-ratelimit-headers."
_HEADERS: dict[str, tuple[str, dict[str, object]]] = {
    "Access-Control-Allow-Origin": (
        "Every page of the web may read every answer.",
        {"type": "string", "const": "*"},
    ),
    "RateLimit": (
        f"How many requests are left, and for how many seconds. {_LIMITED}",
        {"type": "string", "pattern": '^"default";r=[0-9]+;t=[0-9]+$', "maxLength": 60},
    ),
    "RateLimit-Policy": (
        f"How many requests an address has in how many seconds. {_LIMITED}",
        {"type": "string", "pattern": '^"default";q=[0-9]+;w=[0-9]+$', "maxLength": 60},
    ),
    "Retry-After": (
        "How many seconds to wait before asking again.",
        {"type": "integer", "format": "int64", "minimum": 0, "maximum": 2**31 - 1},
    ),
}


def share(document: dict[str, Any]) -> None:
    """Say of each operation how it may fail, by reference; and of each integer how wide it is."""
    components = document["components"]
    components["schemas"] |= {"Text": _TEXT, "File": _FILE}
    components["headers"] = {
        name: {"description": description, "schema": schema}
        for name, (description, schema) in _HEADERS.items()
    }
    problems = components["responses"] = {}
    for operations in document["paths"].values():
        for operation in operations.values():
            responses = operation["responses"]
            for problem in ANYWHERE:
                responses.setdefault(str(problem.status), problem_documented(problem))
            for status, response in responses.items():
                response["headers"] = _headers(status)
                _name_texts(response)
                if title := response.pop("x-problem", None):
                    problems[title] = response
                    responses[status] = {"$ref": f"#/components/responses/{title}"}
            operation["responses"] = dict(sorted(responses.items()))
    for schema in _integers(document):
        schema.setdefault("format", "int64")


def _headers(status: str) -> dict[str, Any]:
    names = ["Access-Control-Allow-Origin", "RateLimit", "RateLimit-Policy"]
    if status in {"429", "503"}:
        names.append("Retry-After")
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _name_texts(response: dict[str, Any]) -> None:
    """Have the answers that are nothing but text share one schema."""
    for media in response.get("content", {}).values():
        schema = media.get("schema", {})
        if schema.get("type") == "string":
            name = "File" if "contentEncoding" in schema else "Text"
            media["schema"] = {"$ref": f"#/components/schemas/{name}"}


def _integers(node: object, name: str = "") -> Iterator[dict[str, Any]]:
    """Every schema of an integer in the document; examples are data, and have none."""
    if isinstance(node, dict):
        if node.get("type") == "integer" and name not in {"example", "examples"}:
            yield node
        for key, inner in node.items():
            if key not in {"example", "examples"}:
                yield from _integers(inner, key)
    elif isinstance(node, list):
        for inner in node:
            yield from _integers(inner)
