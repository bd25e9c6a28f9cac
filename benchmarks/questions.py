"""The requests for each program: one that repeats, and tens of thousands that do not."""

import http.client
import json
import random
from collections.abc import Callable, Iterator
from urllib.parse import quote

from benchmarks.corpus import PEOPLE, Said

WORKS = ("list", "item", "filter", "search")
Targets = dict[str, list[str]]
"""The paths and queries to request, by work; the first of each is the one that repeats."""

_SIZES = range(10, 31)
_MOST = 200
_SPELLED = 60
"""How many spellings an id has: a cached response would be no cold one."""


def of_service(sayings: list[Said], port: int) -> Targets:
    """Pages of 20 on average from any position, in four orders; ids; speakers; pairs of words."""
    pages = [f"/quotes?limit={size}{onward}" for onward in _cursors(port) for size in _SIZES]
    return {
        "list": ["/quotes?limit=20", *_shuffled(pages)],
        "item": _items(sayings, lambda id_: f"/quotes/{id_}"),
        "filter": _filters(
            lambda who, size, way: f"/quotes?speaker={who}&limit={size}{way}",
            ("", "&sort=position", "&sort=-position", "&sort=id", "&sort=-id"),
        ),
        "search": _searches(
            sayings, lambda one, two, size: f"/search?q={one}+{two}&kind=quote&limit={size}"
        ),
    }


def of_json_server(sayings: list[Said]) -> Targets:
    """The same requests with page numbers; it has no search."""
    pages = [
        f"/quotes?_page={page}&_per_page={n}" for n in _SIZES for page in range(len(sayings) // n)
    ]
    return {
        "list": ["/quotes?_page=1&_per_page=20", *_shuffled(pages)],
        "item": _plain(sayings, lambda id_: f"/quotes/{id_}"),
        "filter": _filters(lambda who, size, _: f"/quotes?speaker={who}&_page=1&_per_page={size}"),
    }


def of_textbook(sayings: list[Said]) -> Targets:
    """The same requests with offsets, for the textbook route and for Hono."""
    last = len(sayings) - max(_SIZES)
    pages = [f"/quotes?limit={n}&offset={start}" for start in range(last) for n in _SIZES]
    return {
        "list": ["/quotes?limit=20", *_shuffled(pages)],
        "item": _plain(sayings, lambda id_: f"/quotes/{id_}"),
        "filter": _filters(lambda who, size, _: f"/quotes?speaker={who}&limit={size}"),
        "search": _searches(sayings, lambda one, two, size: f"/search?q={one}+{two}&limit={size}"),
    }


def of_files() -> Targets:
    """The same bytes as files."""
    return {work: [f"/{work}.json"] for work in WORKS}


def _items(sayings: list[Said], path: Callable[[str], str]) -> list[str]:
    """Every id in many spellings: an empty parameter means nothing."""
    first, *plain = _plain(sayings, path)
    spelled = [f"{path(said.id)}?{'&' * number}" for said in sayings for number in range(_SPELLED)]
    return [first, *_shuffled(plain + spelled)]


def _plain(sayings: list[Said], path: Callable[[str], str]) -> list[str]:
    """Every id once: the peers cache no responses, and one redirects other spellings."""
    return [path(said.id) for said in sayings]


def _filters(path: Callable[[str, int, str], str], ways: tuple[str, ...] = ("",)) -> list[str]:
    """Every speaker with every limit from 20 to 200; the responses have the same length."""
    asked = [
        path(f"speaker-{who:03d}", size, way)
        for who in range(PEOPLE)
        for size in range(20, _MOST + 1)
        for way in ways
    ]
    return [path("speaker-007", 20, ""), *_shuffled([a for a in asked if a != asked[0]])]


def _searches(sayings: list[Said], path: Callable[[str, str, int], str]) -> list[str]:
    """Pairs of words from the same quotation."""
    pairs = {(one, two) for said in sayings for one in said.words for two in said.words}
    pairs = {(one, two) for one, two in pairs if one != two}
    first = (sayings[0].words[0], sayings[0].words[1])
    asked = [path(one, two, size) for one, two in sorted(pairs) for size in range(20, 26)]
    return [path(*first, 20), *_shuffled([a for a in asked if a != path(*first, 20)])]


def _shuffled(targets: list[str]) -> list[str]:
    random.Random(3).shuffle(targets)
    return targets


def _cursors(port: int) -> Iterator[str]:
    """The query of every page of one record, in four orders, with the service's cursors."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for sort in ("position", "-position", "id", "-id"):
        following = f"/quotes?limit=1&sort={sort}"
        while following:
            connection.request("GET", following)
            following = json.loads(connection.getresponse().read())["next"]
            if following:
                cursor = following.partition("cursor=")[2].partition("&")[0]
                yield f"&sort={quote(sort)}&cursor={cursor}"
    connection.close()
