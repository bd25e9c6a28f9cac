"""JSON-LD converts to RDF and says no more than the record does."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from pyld import jsonld
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF

SCHEMA = Namespace("http://schema.org/")
OA = Namespace("http://www.w3.org/ns/oa#")

TYPES = {
    "leaders": "Person",
    "people": "Person",
    "events": "Event",
    "quotes": "Quotation",
    "statistics": "StatisticalVariable",
    "facts": "Claim",
    "articles": "NewsArticle",
    "countries": "Country",
    "places": "Place",
    "organisations": "Organization",
    "statistics/parade-attendance/observations": "Observation",
}


def records(client: httpx.Client, path: str, form: str) -> list[dict[str, Any]]:
    page = client.get(f"/{path}", params={"format": form, "limit": 200}).json()
    found: list[dict[str, Any]] = page["items" if form == "json" else "itemListElement"]
    return found


def graph(client: httpx.Client, path: str) -> Graph:
    """The RDF of a response; its context and base are absolute, so it can be saved anywhere."""
    answer = client.get(path, params={"format": "jsonld"})
    assert answer.json()["@context"][0] == f"{origin(client)}/context.jsonld"
    return Graph().parse(data=answer.text, format="json-ld", base="file:///tmp/saved.jsonld")


def origin(client: httpx.Client) -> str:
    return str(client.base_url).rstrip("/")


@pytest.mark.parametrize("path", TYPES)
def test_every_collection_becomes_rdf_with_its_citations(client: httpx.Client, path: str) -> None:
    found = graph(client, f"/{path}")
    shown = client.get(f"/{path}").json()["items"]
    series = path.partition("/observations")[0]

    for record in shown:
        url = record.get("url") or f"/{series}/observations#{record['id']}"
        node = URIRef(f"{origin(client)}{url}")
        assert (node, RDF.type, SCHEMA[TYPES[path]]) in found
        spans = set()
        for annotation in found.subjects(OA.hasBody, node):
            target = found.value(annotation, OA.hasTarget)
            selector = found.value(target, OA.hasSelector)
            assert (selector, RDF.type, OA.TextPositionSelector) in found
            article = str(found.value(target, OA.hasSource)).removeprefix(
                f"{origin(client)}/articles/"
            )
            start, end = (found.value(selector, p) for p in (OA.start, OA.end))
            assert isinstance(start, Literal)
            assert isinstance(end, Literal)
            spans.add((article, start.toPython(), end.toPython()))
        assert spans == {(c["article"], c["start"], c["end"]) for c in record["citations"]}


@pytest.mark.parametrize("path", TYPES)
def test_every_term_is_kept_and_explained(client: httpx.Client, path: str) -> None:
    context = client.get("/context.jsonld").json()

    def load(url: str, _options: object) -> dict[str, Any]:
        assert url == f"{origin(client)}/context.jsonld"
        return {"contextUrl": None, "documentUrl": url, "document": context}

    loader: Callable[..., dict[str, Any]] = load
    document = client.get(f"/{path}", params={"format": "jsonld"}).json()
    expanded = jsonld.expand(document, {"documentLoader": loader})
    own = f"{origin(client)}/vocabulary#"

    def names(node: object) -> set[str]:
        if isinstance(node, list):
            return set().union(*map(names, node))
        if isinstance(node, dict):
            return set(node).union(*map(names, node.values()))
        return set()

    for name in names(expanded):
        assert name.startswith(("@", str(SCHEMA), str(OA), own)), name
    explained = {
        f"{origin(client)}{term['@id']}"
        for term in client.get("/vocabulary").json()["@graph"]
        if term["rdfs:comment"]
    }
    assert {name for name in names(expanded) if name.startswith(own)} <= explained


def test_a_reader_finds_the_context_here(address: str) -> None:
    found = Graph().parse(
        f"{address}/quotes/putin-on-xi-main-guest?format=jsonld", format="json-ld"
    )
    quote = URIRef(f"{address}/quotes/putin-on-xi-main-guest")

    assert found.value(quote, SCHEMA.text) == Literal("main guest")
    assert found.value(quote, SCHEMA.spokenByCharacter) == URIRef(
        f"{address}/people/vladimir-putin"
    )


def test_an_expected_event_is_not_marked_as_held(client: httpx.Client) -> None:
    nodes = {node["@id"]: node for node in records(client, "events", "jsonld")}
    for event in records(client, "events", "json"):
        node = nodes[event["url"]]
        assert "eventStatus" not in node
        assert node["status"] == f"af:{event['status']}"
        attended = {role["attendee"]["@id"] for role in node.get("attendee", [])}
        certain = {p["url"] for p in event["participants"] if p["certainty"] == "certain"}
        assert attended <= certain
        if event["status"] != "occurred":
            assert not attended
    expected = [n for n in nodes.values() if n["status"] == "af:expected"]
    assert expected


def test_a_bounded_number_has_its_bounds_only(client: httpx.Client) -> None:
    path = "statistics/parade-attendance/observations"
    nodes = {node["@id"].partition("#")[2]: node for node in records(client, path, "jsonld")}
    for row in records(client, path, "json"):
        node = nodes[row["id"]]
        if row["value"] is not None:
            assert node["value"] == row["value"]
            assert node.keys().isdisjoint({"minValue", "maxValue"})
        else:
            assert "value" not in node
            assert node["minValue" if row["lower_inclusive"] else "moreThan"] == row["lower"]
            assert node.get("maxValue") == row["upper"]


def test_a_filled_year_is_not_a_record(client: httpx.Client) -> None:
    path = "/statistics/parade-attendance/observations"
    reported = client.get(path, params={"format": "jsonld"}).json()
    filled = client.get(path, params={"format": "jsonld", "fill": "true"})

    assert client.get(path, params={"fill": "true"}).json()["total"] > reported["numberOfItems"]
    assert filled.status_code == 422
    assert "JSON-LD has no rows for years without a number" in filled.json()["detail"]


def test_an_uncertain_date_is_not_a_publication_date(client: httpx.Client) -> None:
    (article,) = records(client, "articles", "jsonld")

    assert article["date"] == "[2025-05-09..2025-05-10]"
    assert "datePublished" not in article


def test_a_former_office_is_not_an_occupation(client: httpx.Client) -> None:
    former = 0
    nodes = {node["@id"]: node for node in records(client, "people", "jsonld")}
    for person in records(client, "people", "json"):
        held = [
            n["roleName"] for n in nodes[person["url"]].get("hasOccupation", []) if "roleName" in n
        ]
        assert held == [o["title"] for o in person["offices"] if not o["former"]]
        former += len(nodes[person["url"]].get("formerOffice", []))
    assert former


def test_views_have_an_author_and_reports_only_the_article(client: httpx.Client) -> None:
    nodes = {node["@id"]: node for node in records(client, "facts", "jsonld")}
    for fact in records(client, "facts", "json"):
        node = nodes[fact["url"]]
        assert node["assertedBy"] == fact["asserted_by"]["url"]
        author = node.get("author")
        if fact["asserted_by"]["id"] == fact["article"]:
            assert author is None
        else:
            assert author is not None
            assert author["@id"] == fact["asserted_by"]["url"]


def test_a_list_and_an_item_merge(client: httpx.Client) -> None:
    found = graph(client, "/events")
    events = records(client, "events", "json")
    before = len(found)
    for event in events:
        found += graph(client, event["url"])
    blank = [node for node in found.subjects() if isinstance(node, BNode)]

    # A page of a list has no IRI; all else merged.
    assert {found.value(node, RDF.type) for node in blank} == {SCHEMA.ItemList}
    annotations = set(found.subjects(RDF.type, OA.Annotation))
    assert len(annotations) == len(set(graph(client, "/events").subjects(RDF.type, OA.Annotation)))
    assert before > 0


def test_each_own_term_resolves(client: httpx.Client) -> None:
    answer = client.get("/vocabulary")

    assert answer.headers["content-type"] == "application/ld+json"
    assert {"@id": "/vocabulary#occurred", "rdfs:label": "occurred"}.items() <= next(
        term for term in answer.json()["@graph"] if term["@id"] == "/vocabulary#occurred"
    ).items()
