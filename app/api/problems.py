"""Everything that can go wrong with a request, as RFC 9457 problem details.

Problem
├── BadRequest          400  what was sent is no request in HTTP
├── UnreadableBody      400  a text is not UTF-8
├── InvalidParameters   422  a parameter is not understood
├── NotFound            404  no such record, or no such path
├── MethodNotAllowed    405  the path exists, the method does not
├── NotAcceptable       406  there is no form of it that the client takes
├── RequestTimeout      408  a request did not arrive in time
├── TooLarge            413  a text is longer than is read
├── UriTooLong          414  a URL is longer than is read
├── UnsupportedMedia    415  a text is sent as something else
├── Misdirected         421  the host is not one that is answered for
├── TooManyRequests     429  an address asks more often than it may
├── HeadTooLarge        431  headers are longer than are read
├── Overloaded          503  more is asked at once than can be answered
├── Unavailable         503  the database cannot answer now
└── InternalError       500  a fault of ours
"""

from app.api.problem import InvalidParametersDetails, ParameterError, Problem

RETRY = {"Retry-After": "1"}
"""The headers of a problem that may be over in a second."""


class InvalidParameters(Problem):
    """One or more parameters are unknown, repeated, empty, out of range or malformed."""

    status = 422
    slug = "invalid-parameters"
    title = "A parameter is not understood"
    explanation = (
        "Nothing in a query is ignored or adjusted. `errors` names each parameter that is "
        "unknown, repeated, empty, out of range or malformed, with what is allowed and what "
        "was probably meant."
    )
    details = InvalidParametersDetails

    def __init__(self, errors: list[ParameterError]) -> None:
        detail = "; ".join(f"{error.parameter}: {error.detail}" for error in errors)
        super().__init__(detail, errors=[error.model_dump() for error in errors])


class NotFound(Problem):
    """There is no such record, or no such path; `did_you_mean` lists the nearest."""

    status = 404
    slug = "not-found"
    title = "There is nothing here"
    explanation = (
        "No record has this id, or nothing is served at this path. `did_you_mean` lists the "
        "nearest paths there are."
    )

    def __init__(self, detail: str, did_you_mean: list[str]) -> None:
        super().__init__(detail, did_you_mean=did_you_mean)


class MethodNotAllowed(Problem):
    """The path exists, but not for this method; `Allow` lists those there are."""

    status = 405
    slug = "method-not-allowed"
    title = "The method is not allowed here"
    explanation = "The `Allow` header lists the methods that this path has. All data is read-only."


class NotAcceptable(Problem):
    """There is no form of the answer that the client takes; `available` lists those there are."""

    status = 406
    slug = "not-acceptable"
    title = "There is no such form of it"
    explanation = (
        "`Accept` or `Accept-Encoding` leaves out every form that the answer has. `available` "
        "lists the media types, or the content codings, that there are."
    )

    def __init__(self, available: list[str], header: str = "Accept") -> None:
        detail = f"{header} allows none of: {', '.join(available)}"
        super().__init__(detail, available=available)


class TooLarge(Problem):
    """The body is longer than is read."""

    status = 413
    slug = "content-too-large"
    title = "The text is too long"
    explanation = "At most 1 MB (1,048,576 bytes) of text is read; no article is longer."


class UnsupportedMedia(Problem):
    """The body is of another media type, charset or coding than is read."""

    status = 415
    slug = "unsupported-media-type"
    title = "The text is sent as something else"
    explanation = "Send it as `Content-Type: text/plain`, in UTF-8, without a Content-Encoding."


class UnreadableBody(Problem):
    """The body is no text in UTF-8."""

    status = 400
    slug = "unreadable-text"
    title = "The text is not UTF-8"
    explanation = "The body cannot be decoded as UTF-8. `detail` names the first byte at fault."


class BadRequest(Problem):
    """What was sent is no request in HTTP/1.1."""

    status = 400
    slug = "bad-request"
    title = "This is no request in HTTP"
    explanation = "What was sent breaks the rules of HTTP/1.1. The connection was closed."


class RequestTimeout(Problem):
    """A request did not arrive in time."""

    status = 408
    slug = "request-timeout"
    title = "The request did not arrive in time"
    explanation = "The request was begun and not ended in time. The connection was closed."


class UriTooLong(Problem):
    """The URL is longer than is read."""

    status = 414
    slug = "uri-too-long"
    title = "The URL is too long"
    explanation = "No question that can be answered is as long as this."


class Misdirected(Problem):
    """The host is not one that this service answers for."""

    status = 421
    slug = "misdirected-request"
    title = "This host is not served here"
    explanation = "`Host` names none of the hosts that this service was set up to answer for."


class TooManyRequests(Problem):
    """An address asks more often than it may."""

    status = 429
    slug = "too-many-requests"
    title = "These are too many requests"
    explanation = "Ask again after the time in `Retry-After`; `RateLimit-Policy` says how often."


class HeadTooLarge(Problem):
    """The headers are longer than are read."""

    status = 431
    slug = "request-header-fields-too-large"
    title = "The headers are too long"
    explanation = "No question that can be answered needs headers as long or as many as these."


class Overloaded(Problem):
    """More is asked at once than can be answered soon."""

    status = 503
    slug = "overloaded"
    title = "The service has too much to do"
    explanation = (
        "More was asked at once than can be answered soon, so this was not begun. Try again "
        "after the time in `Retry-After`."
    )


class Unavailable(Problem):
    """The database cannot answer now."""

    status = 503
    slug = "unavailable"
    title = "The data cannot be read now"
    explanation = "The database does not answer. Try again after the time in `Retry-After`."


class InternalError(Problem):
    """A fault of the service."""


PROBLEMS: tuple[type[Problem], ...] = (
    InvalidParameters,
    NotFound,
    MethodNotAllowed,
    NotAcceptable,
    TooLarge,
    UnsupportedMedia,
    UnreadableBody,
    BadRequest,
    RequestTimeout,
    UriTooLong,
    Misdirected,
    TooManyRequests,
    HeadTooLarge,
    Overloaded,
    Unavailable,
    InternalError,
)
