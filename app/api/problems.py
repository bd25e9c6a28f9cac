"""Every way a request can fail, as RFC 9457 problem details.

Problem
├── BadRequest           400  not a valid HTTP request
├── UnreadableBody       400  a text that is not UTF-8, or cannot be normalised
├── NotFound             404  no such record or path
├── MethodNotAllowed     405  the path does not have this method
├── NotAcceptable        406  no format that the client accepts
├── RequestTimeout       408  the request did not arrive in time
├── PreconditionFailed   412  `If-Match` names another version
├── TooLarge             413  a body longer than the limit
├── UriTooLong           414  a URL longer than the limit
├── UnsupportedMedia     415  a body that is not plain text in UTF-8
├── RangeNotSatisfiable  416  a range that starts after the end
├── Misdirected          421  a host that this service does not answer for
├── InvalidParameters    422  a query parameter that is unknown or wrong
├── TooManyRequests      429  more requests than one address may send
├── HeadTooLarge         431  headers longer than the limit
├── InternalError        500  a fault of the service
├── UnknownCoding        501  a transfer coding other than chunked
├── Overloaded           503  more requests at once than the service takes
└── Unavailable          503  the database cannot be read now
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

MEDIA_TYPE = "application/problem+json"

RETRY = {"Retry-After": "1"}
"""Headers of a problem that may be over in a second."""


class ParameterError(BaseModel):
    """What is wrong with one parameter, what is allowed, and what was probably meant."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    parameter: str = Field(examples=["contry"])
    detail: str = Field(examples=["there is no parameter 'contry' here"])
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
    """A request that cannot be answered; each subclass is one type of problem."""

    status = 500
    slug = "internal-error"
    title = "Internal error"
    explanation = "The service failed, and logged why. Trying again may help."
    details: type[ProblemDetails] = ProblemDetails

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


class InvalidParameters(Problem):
    """One or more query parameters are unknown, repeated, empty, out of range or malformed."""

    status = 422
    slug = "invalid-parameters"
    title = "Invalid parameter"
    explanation = (
        "The service never ignores or adjusts a parameter. `errors` names each one that is "
        "unknown, repeated, empty, out of range or malformed, with what is allowed and what you "
        "probably meant."
    )
    details = InvalidParametersDetails

    def __init__(self, errors: list[ParameterError]) -> None:
        detail = "; ".join(f"{error.parameter}: {error.detail}" for error in errors)
        super().__init__(detail, errors=[error.model_dump() for error in errors])


class NotFound(Problem):
    """There is no such record or path; `did_you_mean` lists the nearest."""

    status = 404
    slug = "not-found"
    title = "Not found"
    explanation = (
        "There is no record with this id, or no resource at this path. `did_you_mean` lists the "
        "nearest paths."
    )

    def __init__(self, detail: str, did_you_mean: list[str]) -> None:
        super().__init__(detail, did_you_mean=did_you_mean)


class MethodNotAllowed(Problem):
    """The path exists but does not have this method; `Allow` lists the methods that it has."""

    status = 405
    slug = "method-not-allowed"
    title = "Method not allowed"
    explanation = "The `Allow` header lists the methods of this path. All data is read-only."


class NotAcceptable(Problem):
    """The client accepts no format that the resource has; `available` lists the formats."""

    status = 406
    slug = "not-acceptable"
    title = "Format not available"
    explanation = (
        "`Accept` or `Accept-Encoding` excludes every format of this resource. `available` lists "
        "the media types or content codings that you can ask for."
    )

    def __init__(self, available: list[str], header: str = "Accept") -> None:
        detail = f"{header} allows none of: {', '.join(available)}"
        super().__init__(detail, available=available)


class PreconditionFailed(Problem):
    """`If-Match` or `If-Unmodified-Since` names another version than the current one."""

    status = 412
    slug = "precondition-failed"
    title = "Precondition failed"
    explanation = (
        "`If-Match` or `If-Unmodified-Since` asks for another version of this resource than the "
        "current one. Request it again without the condition."
    )


class TooLarge(Problem):
    """The body is longer than the limit."""

    status = 413
    slug = "content-too-large"
    title = "Text too long"
    explanation = "A text may have at most 1 MB (1,048,576 bytes). No article is longer."


class UnsupportedMedia(Problem):
    """The body has another media type, charset or coding than the service reads."""

    status = 415
    slug = "unsupported-media-type"
    title = "Unsupported content type"
    explanation = "Send the text as `Content-Type: text/plain`, in UTF-8, without Content-Encoding."


class RangeNotSatisfiable(Problem):
    """The requested range starts after the end; `Content-Range` says how long the resource is."""

    status = 416
    slug = "range-not-satisfiable"
    title = "Range not satisfiable"
    explanation = "The range starts after the end. `Content-Range` says how many bytes there are."


class UnreadableBody(Problem):
    """The body is not UTF-8 text."""

    status = 400
    slug = "unreadable-text"
    title = "Unreadable text"
    explanation = "The text is not valid UTF-8, or cannot be normalised. `detail` says where."


class BadRequest(Problem):
    """The bytes that arrived are not a valid HTTP/1.1 request."""

    status = 400
    slug = "bad-request"
    title = "Malformed request"
    explanation = "This is not a valid HTTP/1.1 request. The connection was closed."


class RequestTimeout(Problem):
    """The request did not arrive in time."""

    status = 408
    slug = "request-timeout"
    title = "Request timeout"
    explanation = "The request did not arrive completely in time. The connection was closed."


class UriTooLong(Problem):
    """The URL is longer than the limit."""

    status = 414
    slug = "uri-too-long"
    title = "URL too long"
    explanation = "The URL is longer than the service reads. `detail` says how long it may be."


class Misdirected(Problem):
    """The host is not one that this service answers for."""

    status = 421
    slug = "misdirected-request"
    title = "Unknown host"
    explanation = "The request's host is not one that this service is configured to answer for."


class TooManyRequests(Problem):
    """One address sends more requests than it may."""

    status = 429
    slug = "too-many-requests"
    title = "Too many requests"
    explanation = (
        "Wait for the number of seconds in `Retry-After`. `RateLimit-Policy` says how many "
        "requests you may send."
    )


class HeadTooLarge(Problem):
    """The headers are longer, or more, than the limit."""

    status = 431
    slug = "request-header-fields-too-large"
    title = "Headers too large"
    explanation = "The headers are longer or more than the service reads. `detail` has the limits."


class UnknownCoding(Problem):
    """The request has a transfer coding other than chunked."""

    status = 501
    slug = "not-implemented"
    title = "Transfer coding not implemented"
    explanation = "The only `Transfer-Encoding` that the service reads is `chunked`."


class Overloaded(Problem):
    """More requests arrive at once than the service can answer soon."""

    status = 503
    slug = "overloaded"
    title = "Service overloaded"
    explanation = (
        "Too many requests arrived at once, so this one was refused. Try again after the number "
        "of seconds in `Retry-After`."
    )


class Unavailable(Problem):
    """The database cannot be read now."""

    status = 503
    slug = "unavailable"
    title = "Data unavailable"
    explanation = (
        "The database cannot be read at the moment. Try again after the number of seconds in "
        "`Retry-After`."
    )


class InternalError(Problem):
    """A fault of the service."""


PROBLEMS: tuple[type[Problem], ...] = (
    InvalidParameters,
    NotFound,
    MethodNotAllowed,
    NotAcceptable,
    PreconditionFailed,
    TooLarge,
    UnsupportedMedia,
    RangeNotSatisfiable,
    UnreadableBody,
    BadRequest,
    RequestTimeout,
    UriTooLong,
    Misdirected,
    TooManyRequests,
    HeadTooLarge,
    UnknownCoding,
    Overloaded,
    Unavailable,
    InternalError,
)
