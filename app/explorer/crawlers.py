"""What crawlers and feed readers look for: robots.txt, the sitemap, and the Atom feed."""

from datetime import datetime

import orjson

from app.api.discovery import ATOM, FEED_PATH
from app.api.http import Request, Response
from app.api.operation_objects import documented, text_schema
from app.explorer.pages import served, xml
from app.explorer.records import BY_KIND, BY_NAME

MAX_FEED = 50
"""How many articles a feed has."""

MAX_SITEMAP = 50_000
"""The most addresses that a sitemap may have, by its protocol."""


def robots(request: Request) -> Response:
    """Everything may be crawled; the sitemap lists the pages."""
    text = f"User-agent: *\nDisallow: /search\n\nSitemap: {request.origin}/sitemap.xml\n"
    return Response(text.encode(), "text/plain; charset=utf-8")


def sitemap(request: Request) -> Response:
    """The addresses of pages for people (sitemaps.org), at most 50,000."""
    paths = ["/", "/docs", "/explore", *(f"/explore/{name}" for name in BY_NAME)]
    for kind, collection in BY_KIND.items():
        sql = f"SELECT id FROM {kind} ORDER BY position LIMIT ?"  # noqa: S608 - a table of ours
        rows = request.snapshot.rows(sql, (MAX_SITEMAP - len(paths),))
        paths += (f"/explore/{collection.name}/{id_.decode()}" for (id_,) in rows)
    return Response(xml("sitemap.xml", origin=request.origin, paths=paths), "application/xml")


@documented("Index", FEED_PATH, "New datasets and articles", {ATOM: text_schema("xml")})
def feed(request: Request) -> Response:
    """An Atom feed (RFC 4287): the dataset, and the articles with the latest dates.

    Each entry has the dataset's date, because a new dataset may change what it says.
    """
    snapshot, dataset = request.snapshot, served(request.snapshot)
    sql = "SELECT document FROM article ORDER BY COALESCE(latest, '') DESC, position LIMIT ?"
    body = xml(
        "feed.atom",
        origin=request.origin,
        path=FEED_PATH,
        updated=datetime.fromisoformat(dataset["seeded"]).isoformat(timespec="seconds"),
        version=dataset["version"][:12],
        totals={kind: snapshot.tally(kind, "") for kind in ("article", "fact")},
        articles=[orjson.loads(document) for (document,) in snapshot.rows(sql, (MAX_FEED,))],
    )
    return Response(body, ATOM)
