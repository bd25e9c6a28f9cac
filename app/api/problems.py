"""Every way a request can fail, as RFC 9457 problem details."""

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from app.nearest import nearest_names

if TYPE_CHECKING:
    from app.api.http import Header

PROBLEM_JSON = "application/problem+json"

RETRY: "list[Header]" = [(b"retry-after", b"1")]
"""Headers of a problem that may be gone in a second."""


_EXAMPLES: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)


class ParameterError(BaseModel):
    """What is wrong with one parameter, what is allowed, and what was probably meant."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)
    unknown: bool = Field(default=False, exclude=True)
    """Whether the path has no such parameter: a suggestion is a name then, otherwise a value."""

    parameter: str
    detail: str
    allowed: list[str] | None = None
    did_you_mean: str | None = None


class ProblemDetails(BaseModel):
    """RFC 9457 problem details."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    instance: str


class InvalidParametersDetails(ProblemDetails):
    """Problem details that name each parameter at fault."""

    errors: list[ParameterError]


class Problem(Exception):
    """A request that fails; each subclass is one type of problem.

    Its docstring explains the type to clients; `problems.toml` has an example.
    """

    status: ClassVar[int]
    slug: ClassVar[str]
    title: ClassVar[str]
    explanation: ClassVar[str]
    own: ClassVar[dict[str, Any]]
    """The problem details that all problems of this type have."""

    example: ClassVar[dict[str, Any]]
    details: ClassVar[type[ProblemDetails]] = ProblemDetails

    def __init_subclass__(cls, *, status: int, slug: str, title: str) -> None:
        cls.status, cls.slug, cls.title = status, slug, title
        cls.explanation = " ".join((cls.__doc__ or "").split())
        cls.own = {"type": f"/problems/{slug}", "title": title, "status": status}
        cls.example = cls.own | _EXAMPLES[slug]

    def __init__(
        self, detail: str, headers: "list[Header] | None" = None, **extensions: object
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.headers = headers or []
        self.extensions = extensions

    def body(self, instance: str) -> dict[str, Any]:
        """The problem details for the request with path and query `instance`."""
        return self.own | {"detail": self.detail, "instance": instance} | self.extensions


class InvalidParameters(Problem, status=422, slug="invalid-parameters", title="Invalid parameter"):
    """The service never ignores or adjusts a parameter.

    `errors` names each one that is unknown, repeated, empty, out of range or malformed, with what
    is allowed and what you probably meant.
    """

    details = InvalidParametersDetails

    def __init__(self, errors: list[ParameterError]) -> None:
        detail = "; ".join(f"{error.parameter}: {error.detail}" for error in errors)
        super().__init__(detail, errors=[error.model_dump() for error in errors])
        self.errors = errors


class NotFound(Problem, status=404, slug="not-found", title="Not found"):
    """There is no record with this id, or no resource at this path.

    `did_you_mean` lists the nearest paths.
    """

    def __init__(self, detail: str, did_you_mean: list[str]) -> None:
        super().__init__(detail, did_you_mean=did_you_mean)


class MethodNotAllowed(Problem, status=405, slug="method-not-allowed", title="Method not allowed"):
    """The `Allow` header lists the methods of this path. All data is read-only."""


class NotAcceptable(Problem, status=406, slug="not-acceptable", title="Format not available"):
    """`Accept` or `Accept-Encoding` excludes every format of this resource.

    `available` lists the media types or content codings that you can request.
    """

    def __init__(self, available: list[str], header: str = "Accept") -> None:
        detail = f"{header} allows none of: {', '.join(available)}"
        super().__init__(detail, available=available)


class PreconditionFailed(
    Problem, status=412, slug="precondition-failed", title="Precondition failed"
):
    """`If-Match` or `If-Unmodified-Since` names another version than the current one.

    Send the request again without the condition.
    """


class TooLarge(Problem, status=413, slug="content-too-large", title="Text too long"):
    """A text may have at most 1 MB (1,048,576 bytes). No article is longer."""


class UnsupportedMedia(
    Problem, status=415, slug="unsupported-media-type", title="Unsupported content type"
):
    """Send the text as `Content-Type: text/plain`, in UTF-8, without Content-Encoding."""


class RangeNotSatisfiable(
    Problem, status=416, slug="range-not-satisfiable", title="Range not satisfiable"
):
    """The range starts after the end. `Content-Range` says how many bytes there are."""


class UnreadableBody(Problem, status=400, slug="unreadable-text", title="Unreadable text"):
    """The text is not valid UTF-8, or cannot be normalised. `detail` says where."""


class BadRequest(Problem, status=400, slug="bad-request", title="Malformed request"):
    """This is not a valid HTTP/1.1 request. The connection was closed."""


class RequestTimeout(Problem, status=408, slug="request-timeout", title="Request timeout"):
    """The request did not arrive in time. The connection was closed."""


class UriTooLong(Problem, status=414, slug="uri-too-long", title="URL too long"):
    """The URL is longer than the service reads. `detail` says how long it may be."""


class Misdirected(Problem, status=421, slug="misdirected-request", title="Unknown host"):
    """This service is not configured to answer for the request's host."""


class TooManyRequests(Problem, status=429, slug="too-many-requests", title="Too many requests"):
    """Wait for the number of seconds in `Retry-After`.

    `RateLimit-Policy` says how many requests you may send.
    """


class HeadTooLarge(
    Problem, status=431, slug="request-header-fields-too-large", title="Headers too large"
):
    """The headers are too long or too many. `detail` has the limits."""


class UnknownCoding(
    Problem, status=501, slug="not-implemented", title="Transfer coding not implemented"
):
    """The only `Transfer-Encoding` that the service reads is `chunked`."""


class Overloaded(Problem, status=503, slug="overloaded", title="Service overloaded"):
    """Too many requests arrived at once, so this one was refused.

    Try again after the number of seconds in `Retry-After`.
    """


class Unavailable(Problem, status=503, slug="unavailable", title="Data unavailable"):
    """The database cannot be read at the moment.

    Try again after the number of seconds in `Retry-After`.
    """


class InternalError(Problem, status=500, slug="internal-error", title="Internal error"):
    """The service failed, and logged why. Trying again may help."""


PROBLEMS = Problem.__subclasses__()
"""Every type, in the order above."""


def problem_named(slug: str) -> type[Problem]:
    """The problem whose `type` ends in `slug`; raises `NotFound` with the nearest ones."""
    known = {problem.slug: problem for problem in PROBLEMS}
    if slug not in known:
        close = [f"/problems/{name}" for name in nearest_names(slug, known, most=3)]
        raise NotFound(f"there is no problem type {slug!r}", close)
    return known[slug]


ANY_REQUEST: tuple[type[Problem], ...] = (
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
"""The problems that any request may have."""
