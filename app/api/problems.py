"""Every way a request can fail, as RFC 9457 problem details."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

MEDIA_TYPE = "application/problem+json"

RETRY = {"Retry-After": "1"}
"""Headers of a problem that may be gone in a second."""


class ParameterError(BaseModel):
    """What is wrong with one parameter, what is allowed, and what was probably meant."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    parameter: str = Field(examples=["contry"])
    detail: str = Field(examples=["'contry' is not a parameter of this path"])
    allowed: list[str] | None = Field(None, examples=[["country", "limit"]])
    did_you_mean: str | None = Field(None, examples=["country"])


class ProblemDetails(BaseModel):
    """RFC 9457 problem details."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["/problems/invalid-parameters"])
    title: str = Field(examples=["Invalid parameter"])
    status: int = Field(examples=[422])
    detail: str
    instance: str = Field(examples=["/leaders?contry=CN"])


class InvalidParametersDetails(ProblemDetails):
    """Problem details that name each parameter at fault."""

    errors: list[ParameterError]


class Problem(Exception):
    """A request that fails; each subclass is one type of problem.

    Its docstring explains the type to clients. `example` is a `detail` that could occur
    at `instance`.
    """

    status: ClassVar[int]
    slug: ClassVar[str]
    title: ClassVar[str]
    explanation: ClassVar[str]
    example: ClassVar[str]
    instance: ClassVar[str]
    details: ClassVar[type[ProblemDetails]] = ProblemDetails

    def __init_subclass__(
        cls, *, status: int, slug: str, title: str, example: str = "", instance: str = ""
    ) -> None:
        """Add the type to `PROBLEMS`."""
        cls.status, cls.slug, cls.title = status, slug, title
        cls.example, cls.instance = example, instance
        cls.explanation = " ".join((cls.__doc__ or "").split())
        PROBLEMS.append(cls)

    def __init__(
        self, detail: str, headers: dict[str, str] | None = None, **extensions: object
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.headers = headers or {}
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


PROBLEMS: list[type[Problem]] = []
"""Every type, in the order below."""


class InvalidParameters(
    Problem,
    status=422,
    slug="invalid-parameters",
    title="Invalid parameter",
    instance="/leaders?contry=CN",
):
    """The service never ignores or adjusts a parameter.

    `errors` names each one that is unknown, repeated, empty, out of range or malformed, with what
    is allowed and what you probably meant.
    """

    details = InvalidParametersDetails

    def __init__(self, errors: list[ParameterError]) -> None:
        detail = "; ".join(f"{error.parameter}: {error.detail}" for error in errors)
        super().__init__(detail, errors=[error.model_dump() for error in errors])


class NotFound(
    Problem, status=404, slug="not-found", title="Not found", instance="/people/xi-jinpin"
):
    """There is no record with this id, or no resource at this path.

    `did_you_mean` lists the nearest paths.
    """

    def __init__(self, detail: str, did_you_mean: list[str]) -> None:
        super().__init__(detail, did_you_mean=did_you_mean)


class MethodNotAllowed(
    Problem,
    status=405,
    slug="method-not-allowed",
    title="Method not allowed",
    example="DELETE is not one of the methods of /facts",
    instance="/facts",
):
    """The `Allow` header lists the methods of this path. All data is read-only."""


class NotAcceptable(
    Problem, status=406, slug="not-acceptable", title="Format not available", instance="/facts"
):
    """`Accept` or `Accept-Encoding` excludes every format of this resource.

    `available` lists the media types or content codings that you can request.
    """

    def __init__(self, available: list[str], header: str = "Accept") -> None:
        detail = f"{header} allows none of: {', '.join(available)}"
        super().__init__(detail, available=available)


class PreconditionFailed(
    Problem,
    status=412,
    slug="precondition-failed",
    title="Precondition failed",
    example="the dataset now has another version",
    instance="/facts",
):
    """`If-Match` or `If-Unmodified-Since` names another version than the current one.

    Request it again without the condition.
    """


class TooLarge(
    Problem,
    status=413,
    slug="content-too-large",
    title="Text too long",
    example="the text has more than 1048576 bytes",
    instance="/articles/xi-putin-victory-day-2025/verification",
):
    """A text may have at most 1 MB (1,048,576 bytes). No article is longer."""


class UnsupportedMedia(
    Problem,
    status=415,
    slug="unsupported-media-type",
    title="Unsupported content type",
    example="'application/pdf' is not text/plain in UTF-8; "
    "send the header Content-Type: text/plain",
    instance="/articles/xi-putin-victory-day-2025/verification",
):
    """Send the text as `Content-Type: text/plain`, in UTF-8, without Content-Encoding."""


class RangeNotSatisfiable(
    Problem,
    status=416,
    slug="range-not-satisfiable",
    title="Range not satisfiable",
    example="the response has 5120 bytes",
    instance="/facts.csv",
):
    """The range starts after the end. `Content-Range` says how many bytes there are."""


class UnreadableBody(
    Problem,
    status=400,
    slug="unreadable-text",
    title="Unreadable text",
    example="not UTF-8: byte 17 (0xe9) cannot be decoded",
    instance="/articles/xi-putin-victory-day-2025/verification",
):
    """The text is not valid UTF-8, or cannot be normalised. `detail` says where."""


class BadRequest(
    Problem,
    status=400,
    slug="bad-request",
    title="Malformed request",
    example="a request needs one valid Host header",
):
    """This is not a valid HTTP/1.1 request. The connection was closed."""


class RequestTimeout(
    Problem,
    status=408,
    slug="request-timeout",
    title="Request timeout",
    example="the headers took too long to arrive",
):
    """The request did not arrive in time. The connection was closed."""


class UriTooLong(
    Problem,
    status=414,
    slug="uri-too-long",
    title="URL too long",
    example="a URL may have 16384 bytes",
):
    """The URL is longer than the service reads. `detail` says how long it may be."""


class Misdirected(
    Problem,
    status=421,
    slug="misdirected-request",
    title="Unknown host",
    example="this service does not answer for the host 'example.com'",
    instance="/facts",
):
    """This service is not configured to answer for the request's host."""


class TooManyRequests(
    Problem,
    status=429,
    slug="too-many-requests",
    title="Too many requests",
    example="at most 600 requests in 60 seconds",
    instance="/facts",
):
    """Wait for the number of seconds in `Retry-After`.

    `RateLimit-Policy` says how many requests you may send.
    """


class HeadTooLarge(
    Problem,
    status=431,
    slug="request-header-fields-too-large",
    title="Headers too large",
    example="a request may have 100 headers of 65536 bytes together",
):
    """The headers are too long or too many. `detail` has the limits."""


class UnknownCoding(
    Problem,
    status=501,
    slug="not-implemented",
    title="Transfer coding not implemented",
    example="the only transfer coding is chunked",
):
    """The only `Transfer-Encoding` that the service reads is `chunked`."""


class Overloaded(
    Problem,
    status=503,
    slug="overloaded",
    title="Service overloaded",
    example="at most 512 requests are answered at once",
    instance="/facts",
):
    """Too many requests arrived at once, so this one was refused.

    Try again after the number of seconds in `Retry-After`.
    """


class Unavailable(
    Problem,
    status=503,
    slug="unavailable",
    title="Data unavailable",
    example="the database cannot be read",
    instance="/facts",
):
    """The database cannot be read at the moment.

    Try again after the number of seconds in `Retry-After`.
    """


class InternalError(
    Problem,
    status=500,
    slug="internal-error",
    title="Internal error",
    example="the service failed, and logged why",
    instance="/facts",
):
    """The service failed, and logged why. Trying again may help."""
