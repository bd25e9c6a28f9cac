"""The Model Context Protocol at `/mcp`: eight tools for agents, each a request to this API.

Needs `pip install article-facts[mcp]` and `ARTICLE_FACTS_MCP=true`. Responses are small: a record
keeps what a sentence about it needs, and each citation is one line.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

import httpx
import orjson
from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from pydantic import Field

from app import __version__
from app.api.http import JSON, Request, Response, Route
from app.api.service import Service
from app.core.schema import Document, place_in_words
from app.resources import COLLECTIONS, RESOURCES

INSTRUCTIONS = (
    "What a news article says, each record with the place that supports it. `voice` is `report` "
    "for what the article reports, `judgement` for an opinion, `reported_speech` for what somebody "
    "said: always name `asserted_by` for the last two. `certainty` is the article's hedge. Repeat "
    "bounds as they are: “over two dozen” is not 24. Quote the citation."
)

_LEFT_OUT = (
    {"id", "links", "totals", "holdings", "boilerplate", "citations", "article", "articles"}
    | {"sha256", "characters", "country", "countries", "leader", "other_names", "same_as"}
    | {"snippet", "matched", "precision", "earliest", "latest", "record", "form", "dimensions"}
    | {"lower", "lower_inclusive", "upper", "upper_inclusive", "wording", "ordinal", "additive"}
    | {"whole_numbers", "cumulative", "unit_one", "date_inference", "period_inference"}
    | {"as_of_inference"}
)
"""What a short record leaves out, besides null and empty values; the full record has it."""

PATH = "/mcp"

_MOST_BYTES = 1 << 16
"""What a message of an agent may have; the longest question is a sixth of it."""

_COLLECTIONS = {resource.kind: resource.collection.name for resource in RESOURCES}

_MOST = 10
"""How many related records an item lists, except the numbers of a series."""

HowMany = Annotated[int, Field(ge=1, le=20, description="How many records to return.")]
Id = Annotated[str, Field(pattern="^[A-Za-z0-9-]+$", max_length=200)]
OptionalId = Annotated[Id | None, Field(description="An id, as in a record's `url`.")]
CollectionName: Any = Literal[tuple(one.name for one in COLLECTIONS if not one.always)]
"""The collections of records, one of each kind."""


class Agents:
    """The library that speaks the protocol, behind a route with the limits of all others."""

    def __init__(self, service: Service) -> None:
        server = MCPServer(
            "article-facts",
            instructions=INSTRUCTIONS,
            version=__version__,
            # There are no streams of events, which would stay open.
            subscriptions=False,
        )
        tools = _Tools(service)
        for name in vars(_Tools):
            if not name.startswith("_"):
                server.add_tool(getattr(tools, name), structured_output=False)
        server.streamable_http_app(
            json_response=True,
            stateless_http=True,
            # The service has its own list of allowed hosts.
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )
        self._library = httpx.ASGITransport(server.session_manager.handle_request)
        self.running = server.session_manager.run()
        """The context in which it works."""

        self.route = Route(
            PATH,
            _unused,
            methods=("POST",),
            expensive=True,
            database=False,
            most_text=_MOST_BYTES,
            converse=self._converse,
        )

    async def _converse(self, request: Request) -> Response:
        headers = [*({**request.headers, b"host": request.host.encode()}).items()]
        url = f"{request.scheme}://localhost{PATH}"
        sent = httpx.Request("POST", url, headers=headers, content=request.body)
        answer = await self._library.handle_async_request(sent)
        return Response(await answer.aread(), JSON, answer.status_code)


def _unused(_: Request) -> Response:
    raise NotImplementedError


class _Tools:
    """The tools: each public method is one, and its docstring its description."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def search(self, question: str, limit: HowMany = 5) -> str:
        """Search all records for a question or for words; the best match comes first."""
        page = await self._get("/search", q=question, limit=limit)
        for kind, collection in _COLLECTIONS.items():
            hits = {hit["id"]: hit for hit in page["items"] if hit["kind"] == kind}
            if hits:
                path, ids = f"/{collection}.json", ",".join(hits)
                # What a person's hit states is about their offices.
                fields = "id,citations,offices" if kind == "person" else "id,citations"
                for one in (await self._get(path, id=ids, fields=fields))["items"]:
                    parts = (*one.get("offices", ()), one)
                    hits[one["id"]]["citations"] = [c for part in parts for c in part["citations"]]
        return _page(page)

    async def list_facts(
        self,
        about: OptionalId = None,
        asserted_by: OptionalId = None,
        voice: Literal["report", "judgement", "reported_speech"] | None = None,
        limit: HowMany = 10,
    ) -> str:
        """List single statements, about a record or asserted by somebody."""
        return await self._list(
            "/facts", about=about, asserted_by=asserted_by, voice=voice, limit=limit
        )

    async def list_events(
        self,
        year: Annotated[int | None, Field(ge=1, le=9999)] = None,
        participant: OptionalId = None,
        place: OptionalId = None,
        limit: HowMany = 10,
    ) -> str:
        """List events that match, or may match, with date, status and how certain each part is.

        `expected` ones had not happened when the article was written.
        """
        dated = None if year is None else f"{year:04}"
        # Each event has the exactness of its date, and each part its certainty.
        asked = {"year": dated, "participant": participant, "place": place, "match": "possible"}
        return await self._list("/events", limit=limit, **asked)

    async def list_quotes(
        self, speaker: OptionalId = None, about: OptionalId = None, limit: HowMany = 10
    ) -> str:
        """List quotations, verbatim, with who said them."""
        return await self._list("/quotes", speaker=speaker, about=about, limit=limit)

    async def list_statistics(self, limit: HowMany = 20) -> str:
        """List the series of numbers; `get_record` returns the values of one."""
        return await self._list("/statistics", limit=limit)

    async def get_record(self, kind: CollectionName, id: Id) -> str:  # noqa: A002 - its name in the API
        """Get one record with what belongs to it, such as the values of a statistic."""
        return _text(_short(await self._get(f"/{kind}/{quote(id)}")))

    async def cite(
        self,
        kind: Literal["facts", "quotes"],
        id: Id,  # noqa: A002 - the same
        context: Context,
    ) -> str:
        """Get the citation of a fact or a quotation, to paste into a text."""
        found = await self._get(f"/{kind}/{quote(id)}/citation", context=context)
        return str(found["text"])

    async def list_articles(self) -> str:
        """List the articles from which everything here comes."""
        return await self._list("/articles")

    async def _list(self, path: str, **asked: str | int | None) -> str:
        return _page(await self._get(path, None, **asked))

    async def _get(
        self, path: str, context: Context | None = None, **asked: str | int | None
    ) -> Document:
        """The JSON of a response; raises `ToolError` with the detail of a problem.

        Give the `context` where the response prints the service's address.
        """
        given = {name: value for name, value in asked.items() if value is not None}
        request = Request("GET", path.encode(), urlencode(given).encode(), {}, self._service)
        if context and (received := context.request_context.request):
            request.scheme, request.host = received.url.scheme, received.headers["host"]
        made = self._service.respond(request, admitted=True)
        made = made or await self._service.respond_later(request)
        if not isinstance(made.body, bytes):
            raise ToolError("the response is too long; request fewer records")
        found: Document = orjson.loads(made.body)
        if made.status >= HTTPStatus.BAD_REQUEST:
            # What an agent needs in order to try again.
            kept = ("title", "detail", "errors", "did_you_mean")
            raise ToolError(_text({name: found[name] for name in kept if name in found}))
        return found


def _page(page: Document) -> str:
    kept = ("note", "did_you_mean", "not_found")
    extra = {name: page[name] for name in kept if page.get(name)}
    return _text({"items": [_short(one) for one in page["items"]], "total": page["total"], **extra})


def _short(record: Document, articles: Sequence[str] = ()) -> Document:
    """A record without what a sentence about it does not need; its citations as lines.

    They say which article reports it. Without them, it is from one of `articles`.
    """
    articles = record.get("articles") or articles or [record.get("article") or record.get("id")]
    cited = record.get("citations") or ()
    kept: Document = {
        name: _value(value, articles, known=bool(cited))
        for name, value in record.items()
        if name not in _LEFT_OUT and value not in (None, [], {})
    }
    for name, total in (record.get("totals") or {}).items():
        if name in kept:
            shown = kept[name] if name == "observations" else kept[name][:_MOST]
            more = [f"and {total - len(shown)} more"] if total > len(shown) else []
            kept[name] = [*shown, *more]
    if kept.get("name") == kept.get("statement"):
        kept.pop("name", None)
    places = dict.fromkeys(f"{one['article']}, {place_in_words(one)}" for one in cited)
    return {**kept, "cited": [*places]} if places else kept


def _value(value: object, articles: Sequence[str], *, known: bool) -> object:
    """A reference as its name, a part of a record in short.

    “The article” also has its id, unless it is `known` or the only one of `articles`.
    """
    if isinstance(value, list):
        return [_value(one, articles, known=known) for one in value]
    if not isinstance(value, dict):
        return value
    if value.keys() != {"id", "name", "url"}:
        return _short(value, articles)
    if not value["url"].startswith("/articles/"):
        return value["name"]
    if known or articles == [value["id"]]:
        return "the article"
    return value["name"].replace("the article", f"the article {value['id']}", 1)


def _text(found: object) -> str:
    return orjson.dumps(found).decode()
