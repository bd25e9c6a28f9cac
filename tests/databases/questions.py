"""A few hundred requests: all that the collections' declarations allow, and some they do not."""

from collections.abc import Iterator
from itertools import combinations
from urllib.parse import quote

from app.core.collection import Collection, Linked, Parameter
from app.resources import COLLECTIONS, RESOURCES
from app.resources.observations import OBSERVATIONS
from app.resources.statistics import STATISTICS

FORMATS = ("json", "csv", "ndjson", "jsonld")
WORDS = [
    "tariffs",
    "tarif",
    "xi putin",
    "red square parade",
    "the",
    "t",
    "counted",
    "counted harbour",
    "harbour c",
    "zoe",
    "zoë",
    "Ångström",
    "lodz",
    "東京",
    "unicode",
    "co-op",
    "CO OP",
    "’s",
    "' OR 1=1 --",
    '"NEAR(a b)" AND NOT *',
    "a & b | !c <-> d:*",
    "🎉",
    "\0",
    "no 7",
    "x",
    "x1",
    "x5",
    "zoe x",
    "harbour x2",
    "x" * 900,
]
IDS = ["nobody", "Xi-Jinping", "xi", "%00", "%FF", "a%00b", "%E6%9D%B1", "'", "a" * 180]


def lists() -> Iterator[tuple[str, Collection]]:
    """The path of each list, and its collection."""
    yield from ((f"/{collection.name}", collection) for collection in COLLECTIONS)
    yield f"/statistics/{STATISTICS.example}/observations", OBSERVATIONS


def of_list(path: str, collection: Collection) -> Iterator[str]:
    """Requests for one list: each parameter, each pair, sorts, and included records."""
    yield path
    single = {p.name: f"{p.name}={quote(p.example)}" for p in collection.parameters}
    for one in single.values():
        yield f"{path}?{one}"
        yield f"{path}?{one}&limit=2"
    for one, other in combinations(single.values(), 2):
        yield f"{path}?{one}&{other}"
    for parameter in collection.parameters:
        yield from _alternatives(path, parameter)
    for name in collection.sorts:
        yield from (f"{path}?sort={sign}{name}&limit=3" for sign in ("", "-"))
    for include in collection.includable(collection.shown):
        yield f"{path}?include={include}&limit=7"
    for facet in collection.facets:
        yield f"{path}?facets={facet}"
        yield from (f"{path}?facets={facet}&{one}" for one in list(single.values())[:2])
    yield from (f"{path}?format={form}" for form in FORMATS)
    yield f"{path}?fields={','.join(collection.fields[:3])}&format=csv"
    yield f"{path}?limit=1&cursor=AAAA"


def _alternatives(path: str, parameter: Parameter) -> Iterator[str]:
    if not isinstance(parameter, Linked):
        return
    more = parameter.choices[:3] or ("xi-jinping", "person-3", "person-4")
    listed = ",".join(dict.fromkeys([parameter.example, *more]))
    yield f"{path}?{parameter.name}={listed}"
    yield f"{path}?{parameter.name}={listed}&limit=1"
    yield f"{path}?{parameter.name}={parameter.example[:-1]}"
    yield f"{path}?{parameter.name}=person-1&limit=3"


def of_items(collection: Collection) -> Iterator[str]:
    """Requests for one record, which may or may not exist."""
    for id_ in (collection.example, "person-3", "event-3", "fact-1f", *IDS):
        yield f"/{collection.name}/{id_}"
    path = f"/{collection.name}/{collection.example}"
    yield from (f"{path}?format={form}" for form in FORMATS)
    yield from (f"{path}?include={name}" for name in collection.includable(collection.item))
    if collection.name in {"facts", "quotes", "events", "articles"}:
        yield f"{path}/citation"


def of_observations() -> Iterator[str]:
    """Requests for numbers by their bounds."""
    path = f"/statistics/{STATISTICS.example}/observations"
    for match in ("certain", "possible"):
        for number in (0, 9, 24, 24.5, 25, 40, -1):
            for name in ("value_gte", "value_lte"):
                yield f"{path}?{name}={number}&match={match}"
    yield f"{path}?fill=true"
    yield f"{path}?fill=true&date_from=2016&date_to=2024"
    yield f"/statistics/{STATISTICS.example}/summary"
    yield f"/statistics/{STATISTICS.example}/chart.svg"


def of_search() -> Iterator[str]:
    """Searches, including some that no user would send."""
    for words in WORDS:
        q = quote(words)
        yield f"/search?q={q}"
        yield f"/search?q={q}&limit=2"
        yield f"/search?q={q}&kind=person,fact"
        yield f"/search?q={q}&article=invented"
        yield f"/search?q={q}&article=xi-putin-victory-day-2025&kind=event,person"
    yield from (
        f"/search?q=counted&kind={kind}&limit=200"
        for kind in (resource.kind for resource in RESOURCES)
    )


OTHERS = ["/", "/openapi.json", "/readyz", "/llms.txt", "/dataset.ndjson", "/dataset.sqlite"]
