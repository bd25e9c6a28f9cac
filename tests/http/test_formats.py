"""Every format of the same records, chosen by `format` or by `Accept`."""

import csv
import io
import json

import httpx
import pytest

from tests.raw import ask

TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson",
    "jsonld": "application/ld+json",
}
COLLECTIONS = [
    "leaders",
    "people",
    "events",
    "quotes",
    "statistics",
    "facts",
    "articles",
    "countries",
    "places",
    "organisations",
    "statistics/parade-attendance/observations",
]


def ids(form: str, body: str) -> list[str]:
    if form == "json":
        return [record["id"] for record in json.loads(body)["items"]]
    if form == "ndjson":
        return [json.loads(line)["id"] for line in body.splitlines()]
    if form == "csv":
        return [row["id"] for row in csv.DictReader(io.StringIO(body, newline=""))]
    found = [record["@id"] for record in json.loads(body)["itemListElement"]]
    return [id_.replace("#", "/").rpartition("/")[2] for id_ in found]


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_format_has_the_same_records(client: httpx.Client, collection: str) -> None:
    wanted = ids("json", client.get(f"/{collection}", params={"limit": 200}).text)
    assert wanted
    path = f"/{collection}?limit=200"
    for form, media_type in TYPES.items():
        assert ids(form, client.get(f"{path}&format={form}").text) == wanted
        by_accept = client.get(path, headers={"Accept": media_type})
        assert ids(form, by_accept.text) == wanted
        assert by_accept.headers["content-type"] == media_type


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("*/*", "json"),
        ("", "json"),
        ("text/csv", "csv"),
        ("TEXT/CSV", "csv"),
        ("text/*", "csv"),
        ("application/*", "json"),
        ("application/*;q=0.5, text/csv;q=0.4", "json"),
        # Java sent this for many years.
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "json"),
        ("application/json;q=.5, text/csv;q=.625", "csv"),
        ("application/json;q=0.5, text/csv;q=0.6", "csv"),
        ("application/json;q=0, */*", "jsonld"),
        ("application/ld+json, application/json", "json"),
        ("application/ld+json, */*;q=0.1", "jsonld"),
        ("image/png, application/x-ndjson;q=0.001", "ndjson"),
        ('text/csv; header="present"', "csv"),
    ],
)
@pytest.mark.parametrize("path", ["/quotes", "/quotes/putin-on-xi-main-guest"])
def test_accept(address: str, path: str, accept: str, form: str) -> None:
    answer = ask(address, path, {"Accept": accept})

    assert (answer.status, answer.headers["content-type"]) == (200, TYPES[form])


def test_several_accept_lines_are_one_list(client: httpx.Client) -> None:
    lines = [("Accept", "image/png"), ("Accept", "text/csv")]
    assert client.get("/quotes", headers=lines).headers["content-type"] == TYPES["csv"]


def test_format_takes_precedence_over_accept(address: str) -> None:
    for form, media_type in TYPES.items():
        answer = ask(address, f"/quotes?format={form}", {"Accept": "image/png"})
        assert (answer.status, answer.headers["content-type"]) == (200, media_type)


@pytest.mark.parametrize("path", ["/quotes", "/quotes/putin-on-xi-main-guest"])
def test_no_acceptable_format(client: httpx.Client, path: str) -> None:
    answer = client.get(path, headers={"Accept": "image/png, application/json;q=0"})

    assert answer.status_code == 406
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()["available"]) == {t.partition(";")[0] for t in TYPES.values()}
    assert client.get(answer.json()["type"]).json()["status"] == 406


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "text/plain"),
        ("text/*", "text/plain"),
        ("text/plain, text/markdown", "text/plain"),
        ("text/markdown", "text/markdown"),
        ("text/markdown, text/plain;q=0.9, */*;q=0.1", "text/markdown"),
        ("text/html", "text/plain"),
        ("application/pdf", "text/plain"),
    ],
)
def test_the_guide_is_the_same_text_whatever_is_accepted(
    address: str, accept: str, media_type: str
) -> None:
    answer = ask(address, "/llms.txt", {"Accept": accept})

    assert (answer.status, answer.body) == (200, ask(address, "/llms.txt").body)
    assert answer.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert answer.headers["vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize(
    "path", ["/search?q=tariffs", "/dataset.ndjson", "/openapi.json", "/quotes.csv"]
)
def test_paths_with_one_format_ignore_accept(address: str, path: str) -> None:
    usual = ask(address, path)
    answer = ask(address, path, {"Accept": "application/pdf"})

    assert (answer.status, answer.body) == (200, usual.body)
    if "search" not in path:  # a browser is redirected to the page
        assert answer.headers["vary"] == usual.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/nothing", {}, 404),
        ("OPTIONS", "/nothing", {}, 404),
        ("GET", "/static/nothing", {}, 404),
        ("GET", "/quotes/nothing/citation", {}, 404),
        ("GET", "/explore/facts/nothing/card.png", {}, 404),
        ("POST", "/quotes", {}, 405),
        ("PUT", "/explore", {}, 405),
        ("GET", "/openapi.json", {"Accept-Encoding": "*;q=0"}, 406),
        ("GET", "/quotes.csv", {"If-Match": '"other"'}, 412),
        ("POST", "/articles/xi-putin-victory-day-2025/verification", {}, 415),
        ("GET", "/openapi.json", {"Range": "bytes=999999999-"}, 416),
        ("GET", "/facts?format=csv&nothing=1", {}, 422),
        ("GET", "/livez?nothing=1", {}, 422),
    ],
)
def test_an_error_that_browsers_get_as_a_page_varies_by_accept(
    address: str, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    data, page = (
        ask(address, path, headers | {"Accept": accept}, method)
        for accept in ("*/*", "text/html,application/xhtml+xml,*/*;q=0.8")
    )

    assert data.status == page.status == status
    assert data.headers["content-type"] == "application/problem+json"
    assert page.headers["content-type"].startswith("text/html")
    assert data.headers["vary"] == page.headers["vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize("path", ["/explore/nothing", "/quotes?format=json&nothing=1"])
def test_an_error_that_is_the_same_for_all_does_not_vary_by_accept(address: str, path: str) -> None:
    data, page = (ask(address, path, {"Accept": one}) for one in ("application/json", "text/html"))

    assert data.body == page.body
    assert data.headers["vary"] == page.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_each_format_has_its_own_path(client: httpx.Client, collection: str) -> None:
    for form, media_type in TYPES.items():
        wanted = client.get(f"/{collection}", params={"format": form})
        for accept in ("*/*", "image/png", "text/html"):
            answer = client.get(f"/{collection}.{form}", headers={"Accept": accept})
            assert answer.headers["content-type"] == media_type
            again = answer.text.replace(f"/{collection}.{form}?", f"/{collection}?format={form}&")
            assert again == wanted.text
    assert client.get(f"/{collection}.csv?format=json").status_code == 422
    assert client.get(f"/{collection}.xml").status_code == 404


@pytest.mark.parametrize(
    "path", ["/facts/concession-sanctions-lifted", "/quotes/putin-on-xi-main-guest"]
)
@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/plain", "text/plain; charset=utf-8"),
        ("application/x-bibtex", "application/x-bibtex; charset=utf-8"),
        ("application/vnd.citationstyles.csl+json", "application/vnd.citationstyles.csl+json"),
        ("*/*", "application/json"),
    ],
)
def test_a_citation_in_each_format_by_accept(
    client: httpx.Client, path: str, accept: str, media_type: str
) -> None:
    answer = client.get(f"{path}/citation", headers={"Accept": accept})

    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)


@pytest.mark.parametrize("path", ["/quotes", "/quotes/putin-on-xi-main-guest"])
def test_an_unknown_format(client: httpx.Client, path: str) -> None:
    answer = client.get(path, params={"format": "jsonl"})
    (error,) = answer.json()["errors"]

    assert answer.status_code == 422
    assert error["parameter"] == "format"
    assert set(error["allowed"]) == set(TYPES)
    assert error["did_you_mean"] in {"json", "jsonld"}


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_an_export_is_complete_without_limit_and_a_page_with_limit(
    client: httpx.Client, form: str
) -> None:
    total = client.get("/facts").json()["total"]
    whole = client.get("/facts", params={"format": form})
    page = client.get("/facts", params={"format": form, "limit": 3})
    following = client.get(page.links["next"]["url"])

    assert total > 50
    assert len(ids(form, whole.text)) == total
    assert "next" not in whole.links
    assert ids(form, page.text) + ids(form, following.text) == ids(form, whole.text)[:6]


def test_a_page_of_jsonld_links_to_the_next(client: httpx.Client) -> None:
    page = client.get("/facts", params={"format": "jsonld"})
    following = client.get(page.links["next"]["url"])

    assert len(ids("jsonld", page.text)) == 50
    assert page.json()["numberOfItems"] == client.get("/facts").json()["total"]
    assert following.headers["content-type"] == TYPES["jsonld"]
    assert set(ids("jsonld", following.text)).isdisjoint(ids("jsonld", page.text))


@pytest.mark.parametrize("path", ["/quotes?limit=1&", "/quotes/putin-on-xi-main-guest?"])
def test_fields(client: httpx.Client, path: str) -> None:
    line = client.get(f"{path}fields=text,id&format=ndjson").text
    table = client.get(f"{path}fields=text,id&format=csv").text

    assert list(json.loads(line)) == ["text", "id"]
    assert table.splitlines()[0] == "text,id"


@pytest.mark.parametrize("form", ["csv", "ndjson", "jsonld"])
def test_parameters_that_a_format_cannot_use_are_refused(client: httpx.Client, form: str) -> None:
    asked = {"include": "speakers", "facets": "form"}
    if form == "jsonld":
        asked["fields"] = "id"
    for headers, params in (({}, {"format": form}), ({"Accept": TYPES[form]}, {})):
        answer = client.get("/quotes", params=asked | params, headers=headers)
        assert answer.status_code == 422
        assert {error["parameter"] for error in answer.json()["errors"]} == set(asked)


def test_the_document_lists_the_formats(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for form, media_type in TYPES.items():
        listed = "/facts" if form == "json" else "/{collection}"
        for path in (listed, "/statistics/{id}/observations"):
            content = paths[f"{path}.{form}"]["get"]["responses"]["200"]["content"]
            assert set(content) == {media_type.partition(";")[0]}
    for operations in paths.values():
        for operation in operations.values():
            assert len(operation["responses"]["200"]["content"]) == 1
