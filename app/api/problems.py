"""Every way a request can fail, as RFC 9457 problem details."""

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from app.api.http import Header

MEDIA_TYPE = "application/problem+json"

RETRY: "list[Header]" = [(b"retry-after", b"1")]
"""Headers of a problem that may be gone in a second."""


_EXAMPLES: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)


class ParameterError(BaseModel):
    """What is wrong with one parameter, what is allowed, and what was probably meant."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

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
    details: ClassVar[type[ProblemDetails]] = ProblemDetails

    def __init_subclass__(cls) -> None:
        """Take the explanation from the docstring."""
        cls.explanation = " ".join((cls.__doc__ or "").split())

    def __init__(
        self, detail: str, headers: "list[Header] | None" = None, **extensions: object
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.headers = headers or []
        self.extensions = extensions

    def body(self, instance: str) -> dict[str, Any]:
        """The problem details for the request with path and query `instance`."""
        return {
            "type": f"/problems/{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
            **self.extensions,
        }

    @classmethod
    def example_body(cls) -> dict[str, Any]:
        """The problem details of an example."""
        own = {"type": f"/problems/{cls.slug}", "title": cls.title, "status": cls.status}
        return own | _EXAMPLES[cls.slug]


class InvalidParameters(Problem):
    """The service never ignores or adjusts a parameter.

    `errors` names each one that is unknown, repeated, empty, out of range or malformed, with what
    is allowed and what you probably meant.
    """

    status, slug, title = 422, "invalid-parameters", "Invalid parameter"
    details = InvalidParametersDetails

    def __init__(self, errors: list[ParameterError]) -> None:
        detail = "; ".join(f"{error.parameter}: {error.detail}" for error in errors)
        super().__init__(detail, errors=[error.model_dump() for error in errors])


class NotFound(Problem):
    """There is no record with this id, or no resource at this path.

    `did_you_mean` lists the nearest paths.
    """

    status, slug, title = 404, "not-found", "Not found"

    def __init__(self, detail: str, did_you_mean: list[str]) -> None:
        super().__init__(detail, did_you_mean=did_you_mean)


class MethodNotAllowed(Problem):
    """The `Allow` header lists the methods of this path. All data is read-only."""

    status, slug, title = 405, "method-not-allowed", "Method not allowed"


class NotAcceptable(Problem):
    """`Accept` or `Accept-Encoding` excludes every format of this resource.

    `available` lists the media types or content codings that you can request.
    """

    status, slug, title = 406, "not-acceptable", "Format not available"

    def __init__(self, available: list[str], header: str = "Accept") -> None:
        detail = f"{header} allows none of: {', '.join(available)}"
        super().__init__(detail, available=available)


class PreconditionFailed(Problem):
    """`If-Match` or `If-Unmodified-Since` names another version than the current one.

    Request it again without the condition.
    """

    status, slug, title = 412, "precondition-failed", "Precondition failed"


class TooLarge(Problem):
    """A text may have at most 1 MB (1,048,576 bytes). No article is longer."""

    status, slug, title = 413, "content-too-large", "Text too long"


class UnsupportedMedia(Problem):
    """Send the text as `Content-Type: text/plain`, in UTF-8, without Content-Encoding."""

    status, slug, title = 415, "unsupported-media-type", "Unsupported content type"


class RangeNotSatisfiable(Problem):
    """The range starts after the end. `Content-Range` says how many bytes there are."""

    status, slug, title = 416, "range-not-satisfiable", "Range not satisfiable"


class UnreadableBody(Problem):
    """The text is not valid UTF-8, or cannot be normalised. `detail` says where."""

    status, slug, title = 400, "unreadable-text", "Unreadable text"


class BadRequest(Problem):
    """This is not a valid HTTP/1.1 request. The connection was closed."""

    status, slug, title = 400, "bad-request", "Malformed request"


class RequestTimeout(Problem):
    """The request did not arrive in time. The connection was closed."""

    status, slug, title = 408, "request-timeout", "Request timeout"


class UriTooLong(Problem):
    """The URL is longer than the service reads. `detail` says how long it may be."""

    status, slug, title = 414, "uri-too-long", "URL too long"


class Misdirected(Problem):
    """This service is not configured to answer for the request's host."""

    status, slug, title = 421, "misdirected-request", "Unknown host"


class TooManyRequests(Problem):
    """Wait for the number of seconds in `Retry-After`.

    `RateLimit-Policy` says how many requests you may send.
    """

    status, slug, title = 429, "too-many-requests", "Too many requests"


class HeadTooLarge(Problem):
    """The headers are too long or too many. `detail` has the limits."""

    status, slug, title = 431, "request-header-fields-too-large", "Headers too large"


class UnknownCoding(Problem):
    """The only `Transfer-Encoding` that the service reads is `chunked`."""

    status, slug, title = 501, "not-implemented", "Transfer coding not implemented"


class Overloaded(Problem):
    """Too many requests arrived at once, so this one was refused.

    Try again after the number of seconds in `Retry-After`.
    """

    status, slug, title = 503, "overloaded", "Service overloaded"


class Unavailable(Problem):
    """The database cannot be read at the moment.

    Try again after the number of seconds in `Retry-After`.
    """

    status, slug, title = 503, "unavailable", "Data unavailable"


class InternalError(Problem):
    """The service failed, and logged why. Trying again may help."""

    status, slug, title = 500, "internal-error", "Internal error"


PROBLEMS = Problem.__subclasses__()
"""Every type, in the order above."""

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
