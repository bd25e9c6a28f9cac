"""Every route of the OpenAPI document refuses what it does not understand."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from app.api.openapi import document
from app.main import routes as every_route_of_the_service
from app.resources import COLLECTIONS
from app.resources.observations import ALL_OBSERVATIONS, OBSERVATIONS

DOCUMENT = document(every_route_of_the_service())
UNDOCUMENTED = {"bom", "fields", "format"}
"""Lists and records accept it; the document has it where the format is part of the path."""


def routes() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each path with a GET, with its path parameters filled in, and its query parameters."""
    for path, operations in DOCUMENT["paths"].items():
        if "get" in operations:
            parameters = operations["get"].get("parameters", [])
            filled = path
            for parameter in parameters:
                name = parameter["name"]
                if parameter["in"] == "path":
                    filled = filled.replace(f"{{{name}}}", parameter["example"])
            required = [p for p in parameters if p.get("required") and p["in"] == "query"]
            filled += "?" + "".join(f"{p['name']}={example(p)}&" for p in required)
            queries = [p for p in parameters if p["in"] == "query" and p["name"] != "filters"]
            yield filled, queries


def example(parameter: dict[str, Any]) -> str:
    """A valid value of the parameter."""
    schema = at(parameter["schema"])
    one = at(schema.get("items", schema))
    examples = schema.get("examples") or one.get("enum") or [EXAMPLES.get(parameter["name"], "x")]
    first = examples[0]
    return ",".join(first) if isinstance(first, list) else str(first)


EXAMPLES = {"prefix": "true", "bom": "true", "fill": "true", "sort": "id", "fields": "id"}


def at(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema that a reference points to."""
    if "$ref" in schema:
        found: dict[str, Any] = DOCUMENT["components"]["schemas"][schema["$ref"].split("/")[-1]]
        return found
    return schema


ROUTES = dict(routes())
every_route = pytest.mark.parametrize("route", ROUTES)
every_route_with_parameters = pytest.mark.parametrize(
    "route", [route for route, parameters in ROUTES.items() if parameters]
)
FILTERS = {
    parameter.name
    for one in (*COLLECTIONS, ALL_OBSERVATIONS, OBSERVATIONS)
    for parameter in one.filters.values()
} | {"facets", "include"}


def single(parameter: dict[str, Any]) -> bool:
    """Whether it may be given only once: a filter may be repeated, and a record must match each."""
    return parameter["name"] not in FILTERS or parameter["schema"].get("type") != "array"


def narrow(parameter: dict[str, Any]) -> bool:
    """Not `q`: any text is a valid search, and one letter is too short to suggest a correction."""
    return bool(parameter["name"] != "q")


def refused(client: httpx.Client, url: str) -> list[dict[str, Any]]:
    """The errors of a response that refuses parameters."""
    answer = client.get(url)
    assert answer.status_code == 422, (url, answer.text)
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["type"] == "/problems/invalid-parameters"
    assert problem["status"] == 422
    errors: list[dict[str, Any]] = problem["errors"]
    return errors


Told = list[dict[str, Any]]


def not_as(client: httpx.Client, asked: dict[str, Callable[[Told], bool]]) -> dict[str, str]:
    """The URLs that are not refused as they should be, each with its response."""
    wrong = {}
    for url, right in asked.items():
        try:
            told = refused(client, url)
        except AssertionError as error:
            wrong[url] = str(error)
        else:
            if not right(told):
                wrong[url] = str(told)
    return wrong


def test_every_route_of_the_document_is_tested() -> None:
    assert len(ROUTES) > 20


@every_route
def test_a_route_needs_no_parameters(client: httpx.Client, route: str) -> None:
    assert client.get(route).status_code == httpx.codes.OK


@every_route
def test_an_unknown_parameter_is_refused(client: httpx.Client, route: str) -> None:
    (error,) = refused(client, f"{route}zzz=1")

    assert error["parameter"] == "zzz"
    assert set(error["allowed"]) - {parameter["name"] for parameter in ROUTES[route]} <= {
        *UNDOCUMENTED,
        *(FILTERS if "." in route else ()),
    }
    assert error["did_you_mean"] is None


@pytest.mark.parametrize("path", ["/openapi.json", "/robots.txt", "/sitemap.xml", "/facts.csv"])
@pytest.mark.parametrize("query", ["zzz=1", "zzz=", "zzz=1&zzz=2"])
def test_a_path_that_is_not_in_the_document_is_as_strict(
    client: httpx.Client, path: str, query: str
) -> None:
    answer = client.get(f"{path}?{query}")

    assert answer.status_code == 422
    assert "zzz" in answer.text


@every_route_with_parameters
def test_a_misspelt_parameter_suggests_the_right_one(client: httpx.Client, route: str) -> None:
    names = [parameter["name"] for parameter in ROUTES[route] if narrow(parameter)]

    def meant(name: str) -> Callable[[Told], bool]:
        return lambda told: [error["did_you_mean"] for error in told] == [name]

    assert not_as(client, {f"{route}{name}x=1": meant(name) for name in names}) == {}


@every_route_with_parameters
def test_a_repeated_parameter_is_refused(client: httpx.Client, route: str) -> None:
    base = route.split("?", maxsplit=1)[0]

    def repeated(name: str) -> Callable[[Told], bool]:
        return lambda told: (
            name in {error["parameter"] for error in told}
            and any(error["detail"].startswith("it is repeated") for error in told)
        )

    pairs = {
        parameter["name"]: f"{parameter['name']}={quote(example(parameter))}"
        for parameter in ROUTES[route]
        if single(parameter)
    }
    asked = {f"{base}?{pair}&{pair}": repeated(name) for name, pair in pairs.items()}
    assert not_as(client, asked) == {}


def only(name: str) -> Callable[[Told], bool]:
    """Whether the errors are about this parameter only."""
    return lambda told: {error["parameter"] for error in told} == {name}


@every_route_with_parameters
def test_empty_values_and_invalid_text_are_refused(client: httpx.Client, route: str) -> None:
    base = route.split("?", maxsplit=1)[0]
    names = [parameter["name"] for parameter in ROUTES[route]]
    values = ("", "%00", "%ff", "a%0Ab")
    # With what the route requires, unless that is what is empty.
    starts = {name: f"{base}?" if f"?{name}=" in route else route for name in names}
    asked = {f"{starts[name]}{name}={value}": only(name) for name in names for value in values}

    assert not_as(client, asked) == {}


@every_route_with_parameters
def test_a_malformed_value_is_refused(client: httpx.Client, route: str) -> None:
    def once(name: str) -> Callable[[Told], bool]:
        return lambda told: [error["parameter"] for error in told] == [name]

    names = [parameter["name"] for parameter in ROUTES[route] if narrow(parameter)]
    asked = {f"{route}{name}=%2C%20--%27": once(name) for name in names}

    assert not_as(client, asked) == {}


@pytest.mark.parametrize(
    ("url", "parameter", "did_you_mean"),
    [
        ("/quotes?form=dirct", "form", "direct"),
        ("/quotes?sort=txt", "sort", "text"),
        ("/quotes?sort=id,-id", "sort", None),
        ("/quotes?fields=id,txt", "fields", "text"),
        ("/quotes?fields=id,id", "fields", None),
        ("/quotes?fields=id,", "fields", None),
        ("/quotes?limit=0", "limit", None),
        ("/quotes?limit=201", "limit", None),
        ("/quotes?limit=-1", "limit", None),
        ("/quotes?limit=1e2", "limit", None),
        ("/quotes?limit=%D9%A3", "limit", None),
        ("/quotes?speaker=a,,b", "speaker", None),
        ("/quotes?speaker=" + ",".join(f"a{n}" for n in range(51)), "speaker", None),
        ("/events?date_from=2025-02-30", "date_from", None),
        ("/events?date_from=2025/2026", "date_from", None),
        ("/events?date_from=2025&date_to=2024", "date_to", None),
        ("/search?q=" + "a" * 10001, "q", None),
        ("/search?q=tariffs&kind=qoute", "kind", "quote"),
        ("/search", "q", None),
        ("/statistics/parade-attendance/observations?value_gte=1_0", "value_gte", None),
        ("/statistics/parade-attendance/observations?value_gte=inf", "value_gte", None),
        ("/statistics/parade-attendance/observations?value_gte=9&value_lte=8", "value_lte", None),
        ("/statistics/parade-attendance/observations?match=possible", "match", None),
        ("/statistics/parade-attendance/observations?match=maybe&value_gte=1", "match", None),
        ("/leaders?leader=true", "leader", None),
    ],
)
def test_a_value_out_of_its_range_is_refused(
    client: httpx.Client, url: str, parameter: str, did_you_mean: str | None
) -> None:
    (error,) = refused(client, url)

    assert (error["parameter"], error["did_you_mean"]) == (parameter, did_you_mean)


def test_all_faults_are_listed_at_once(client: httpx.Client) -> None:
    errors = refused(client, "/quotes?limit=0&contry=CN&form=x")

    assert [error["parameter"] for error in errors] == ["limit", "contry", "form"]


@pytest.mark.parametrize("query", ["&", "limit=1&", "&&limit=1"])
def test_an_extra_ampersand_is_ignored(client: httpx.Client, query: str) -> None:
    assert client.get(f"/quotes?{query}").status_code == httpx.codes.OK


@pytest.mark.parametrize(("query", "name"), [("=1", ""), ("%FF=1", "\N{REPLACEMENT CHARACTER}")])
def test_a_parameter_without_a_name_is_refused(client: httpx.Client, query: str, name: str) -> None:
    (error,) = refused(client, f"/quotes?{query}")

    assert error["parameter"] == name


def test_too_many_parameters_are_refused(client: httpx.Client) -> None:
    (error,) = refused(client, "/quotes?" + "&".join(f"a{n}=1" for n in range(51)))

    assert "at most 50" in error["detail"]


def test_too_many_parameters_of_a_page_are_refused_by_a_page(client: httpx.Client) -> None:
    answer = client.get("/explore/quotes?" + "&".join(f"about={n}" for n in range(51)))

    assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert answer.headers["content-type"].startswith("text/html")
    assert "at most 50" in answer.text


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/leaders/xi-jinpin", "/leaders/xi-jinping"),
        ("/leaders/cui-hongjian", None),
        ("/people/jinping", None),
        ("/quotes/main-guest", "/quotes/putin-on-xi-main-guest"),
        ("/events/victory-day-parade", "/events/victory-day-parade-2024"),
        ("/statistics/parade-atendance", "/statistics/parade-attendance"),
        ("/statistics/parade-atendance/observations", "/statistics/parade-attendance"),
        ("/facts/superficial-reasons", "/facts/superficial-reason"),
        ("/articles/xi-putin-victory-day", "/articles/xi-putin-victory-day-2025"),
        ("/countries/cn", None),
        ("/places/red-sqare", "/places/red-square"),
        ("/organisations/the-strait-times", "/organisations/the-straits-times"),
        ("/problems/notfound", "/problems/not-found"),
        ("/quots", "/quotes"),
        ("/quotes/", "/quotes"),
        ("/people/%F0%9F%98%80", None),
        ("/people/%00", None),
        ("/people/a%25b_c", None),
        ("/people/%FF", None),
        ("/zzzzzz", None),
    ],
)
def test_a_missing_record_suggests_the_nearest(
    client: httpx.Client, path: str, near: str | None
) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"] == "/problems/not-found"
    if near:
        assert near in problem["did_you_mean"]


def test_the_type_of_each_problem_is_explained(client: httpx.Client) -> None:
    for slug in ("invalid-parameters", "not-found", "method-not-allowed", "unavailable"):
        explained = client.get(f"/problems/{slug}").json()
        assert explained["type"] == f"/problems/{slug}"
        assert explained["description"]
        if slug in {"invalid-parameters", "not-found"}:
            # Anyone can try these examples.
            assert client.get(explained["example"]["instance"]).json() == explained["example"]


def test_an_id_has_at_most_200_letters(client: httpx.Client) -> None:
    (error,) = refused(client, f"/search?q=parade&article={'a' * 201}")
    assert error["parameter"] == "article"


def test_a_filter_lists_at_most_fifty_alternatives_also_the_same_ones(client: httpx.Client) -> None:
    fifty = ",".join(["report"] * 50)

    found = [client.get(f"/facts?voice={one}").json()["items"] for one in (fifty, "report")]
    assert found[0] == found[1] != []
    (error,) = refused(client, f"/facts?voice={fifty},report")
    assert error["parameter"] == "voice"
