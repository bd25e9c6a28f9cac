"""A request, a response and a route: everything that a handler knows of HTTP.

A handler is a plain function of a `Request` that returns a `Response` or raises a `Problem`.
It knows nothing of ASGI, FastAPI or coroutines.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import FileIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from app.api.log import request_id
from app.api.negotiation import LONGEST_HEADER, quality
from app.api.problems import NotAcceptable
from app.core.collection import Parameter
from app.database import QUERIES

if TYPE_CHECKING:
    from app.api.service import Service
    from app.database import Snapshot

Header = tuple[bytes, bytes]
"""Its name in lower case, and its value."""

JSON = "application/json"
HTML = "text/html; charset=utf-8"

LICENCE_URL = "https://creativecommons.org/publicdomain/zero/1.0/"
"""The facts are free of rights (CC0); quotations belong to those who said them."""

LICENCE = f'<{LICENCE_URL}>; rel="license"'.encode()
CATALOG = b'</.well-known/api-catalog>; rel="api-catalog"'
DESCRIBED_BY = (
    b'</openapi.json>; rel="service-desc"; type="application/json", '
    b'</docs>; rel="service-doc"; type="text/html", '
    b'</openapi.json>; rel="describedby"; type="application/json"'
)
"""The values of `Link` headers, which lead from data to what explains it (RFC 8288, 8631, 9727)."""

READ = frozenset({"GET", "HEAD"})
"""The methods that read; HEAD has the response of GET without its body."""

ACCEPT = b"accept"

FILES = "files"
"""The thread that makes the dataset's files."""


@dataclass(slots=True)
class Request:
    """One request, read and decoded."""

    method: str
    raw_path: bytes
    """As the client sent it, percent-encoded."""

    query: bytes
    headers: dict[bytes, bytes]
    """By lower-case name; the values of a repeated header are joined by `, `."""

    service: "Service"
    scheme: str = "http"
    """The scheme that the client used; a trusted proxy says so, as it does of the address."""

    client: str = ""
    """The client's IP address."""

    path: str = field(init=False)
    """Decoded: `/people/josé`."""

    host: str = field(init=False)
    """Host and port as the client addressed them; `localhost` if it named none."""

    id: bytes = field(init=False)
    """The `X-Request-ID` that the response will have."""

    path_params: Mapping[str, str] = field(default_factory=dict)
    """The values of the path's `{names}`, decoded."""

    query_params: Mapping[str, Any] = field(default_factory=dict)
    """The values of the query's parameters, if its route declares them."""

    body: bytes = b""
    route: "Route | None" = None
    negotiated: bool = False
    """Whether the response depends on the `Accept` header."""

    added: Sequence[Header] = ()
    """Headers of this response only, which are not cached."""

    opened: "Snapshot | None" = None
    """The snapshot of its response, which stays here when it is closed; None without one."""

    def __post_init__(self) -> None:
        path = self.raw_path.decode("latin-1")
        self.path = unquote(path) if "%" in path else path
        for name in (ACCEPT, b"accept-encoding"):
            if name in self.headers:
                self.headers[name] = self.headers[name][:LONGEST_HEADER]
        proxies, headers = self.service.proxies, self.headers
        self.client, self.scheme = proxies.client(self.client, self.scheme, headers)
        host = headers.get(b"host")
        self.host = host.decode("latin-1") if host else "localhost"
        self.id = request_id(headers.get(b"x-request-id"))

    @property
    def snapshot(self) -> "Snapshot":
        """The rows of one version of the dataset; only for routes with `database=True`."""
        if self.opened is None:
            raise RuntimeError("this route has no database")
        return self.opened

    @property
    def asks_for_range(self) -> bool:
        """Whether the client asks for a byte range; only GET has ranges."""
        return b"range" in self.headers and self.method == "GET"

    @property
    def origin(self) -> str:
        """`http://host:port` as the client addressed it."""
        return f"{self.scheme}://{self.host}"

    def accept(self, *media_types: str) -> str:
        """The one of `media_types` that the client prefers; the first if it has no preference.

        The response then has `Vary: Accept`. Raises `NotAcceptable` if the client takes none.
        """
        self.negotiated = True
        header = self.headers.get(ACCEPT)
        if not header or header == b"*/*":
            return media_types[0]
        best = max(media_types, key=lambda media_type: quality(header, media_type))
        if not quality(header, best):
            raise NotAcceptable([media_type.partition(";")[0] for media_type in media_types])
        return best


@dataclass(slots=True)
class Response:
    """What a handler returns. Content coding, validators and the usual headers are added later."""

    body: bytes | Iterator[bytes] | FileIO = b""
    """All of it; or pieces, each made in a worker thread when the client is ready for it; or an
    open file, which several responses may share. Pieces need an `etag` among the headers."""

    media_type: str = JSON
    status: int = 200
    headers: list[Header] = field(default_factory=list)
    """Names in lower case. A header set here replaces the usual one, e.g. `cache-control`."""


Handler = Callable[[Request], Response]
Conversation = Callable[[Request], Awaitable[Response]]
Expensive = Callable[[Request], bool] | bool


@dataclass(frozen=True, slots=True)
class Route:
    """A path, the methods it has, and the handler that answers them."""

    path: str
    """`/people/{id}`; a name in braces matches one segment."""

    handler: Handler
    name: str = ""
    """The operation's id: `list_people`; only a documented route needs one."""

    methods: tuple[str, ...] = ("GET",)
    """HEAD comes with GET, OPTIONS with any."""

    parameters: Mapping[str, Parameter] | None = None
    """The parameters of its query; None: its handler reads the query itself."""

    operation: Mapping[str, Any] = field(default_factory=dict)
    """The OpenAPI operation object; routes without one are not documented."""

    expensive: Expensive = False
    """Whether the handler takes so long that it has to run in a worker thread.

    A function decides it for each request. `Service.respond` also takes a thread if the database
    may have to be waited for, the query string is long, or the event loop is late.
    """

    threads: str = QUERIES
    """The threads that run the handler if it needs one; lists have others, as they may be slow."""

    alone: str = ""
    """A name: of the routes that share it, one handler runs at a time, in a thread of its own."""

    page: bool = False
    """A page for people: its problems are shown as HTML."""

    database: bool = True
    """Whether the handler reads `request.snapshot`."""

    most_text: int = 0
    """How many bytes of `text/plain` a POST may have; longer texts get 413, other types 415."""

    converse: Conversation | None = None
    """Answers a POST of any type on the event loop, instead of the handler."""
