"""The headers of every response, and its line in the log."""

import json
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from tests.raw import ask
from tests.serving import serving

SAFE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "cross-origin",
}


@pytest.mark.parametrize("path", ["/", "/quotes", "/nothing", "/quotes?nothing=1"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "DELETE"])
def test_safety(address: str, path: str, method: str) -> None:
    answer = ask(address, path, method=method)

    assert answer.headers | SAFE == answer.headers
    assert "server" not in answer.headers


def test_data_is_cached_and_revalidated(address: str) -> None:
    answer = ask(address, "/quotes")

    assert answer.headers["cache-control"] == "public, max-age=60, must-revalidate"


def test_a_valid_request_id_is_kept(address: str) -> None:
    assert ask(address, "/", {"X-Request-ID": "a_B-9"}).headers["x-request-id"] == "a_B-9"


@pytest.mark.parametrize("sent", ["", "a b", 'x"y', "é", "a" * 65, "../x"])
def test_an_invalid_request_id_is_replaced(address: str, sent: str) -> None:
    made = ask(address, "/", {"X-Request-ID": sent}).headers["x-request-id"]

    assert made != sent
    assert len(made) == 16
    assert made.isalnum()


def test_links_lead_to_the_documentation(address: str) -> None:
    for path in ("/", "/quotes/putin-on-xi-main-guest", "/.well-known/api-catalog"):
        link = ask(address, path, method="HEAD").headers["link"]
        for relation in ("service-desc", "service-doc", "describedby", "license"):
            assert f'rel="{relation}"' in link
    for path in ("/", "/.well-known/api-catalog"):
        link = ask(address, path, method="HEAD").headers["link"]
        assert '</.well-known/api-catalog>; rel="api-catalog"' in link


@pytest.mark.parametrize(
    "path",
    [
        "/quotes",
        "/quotes?limit=1",
        "/quotes.csv",
        "/quotes.ndjson?limit=1",
        "/quotes.jsonld",
        "/quotes/putin-on-xi-main-guest",
        "/quotes/putin-on-xi-main-guest/citation",
        "/statistics/parade-attendance/observations?fill=true",
        "/statistics/parade-attendance/summary",
        "/statistics/parade-attendance/chart.svg",
        "/search?q=trade",
        "/dataset.ndjson",
        "/dataset.sqlite",
        "/datapackage.json",
        "/dataset/quotes.csv",
    ],
)
def test_data_names_its_licence_once(address: str, path: str) -> None:
    link = ask(address, path, method="HEAD").headers["link"]

    assert link.count('rel="license"') == 1
    assert '<https://creativecommons.org/publicdomain/zero/1.0/>; rel="license"' in link


def test_other_responses_have_no_licence(address: str) -> None:
    for path in ("/livez", "/metrics", "/favicon.ico", "/nothing", "/quotes?limit=0"):
        assert "license" not in ask(address, path).headers.get("link", "")


def test_the_catalogue_has_no_broken_links(address: str) -> None:
    answer = ask(address, "/.well-known/api-catalog")
    (linkset,) = json.loads(answer.body)["linkset"]

    assert answer.headers["content-type"].startswith("application/linkset+json; profile=")
    for relation in ("service-desc", "status", "item"):
        for link in linkset[relation]:
            assert ask(address, link["href"], method="HEAD").status == 200


def test_a_broken_record_gives_503(tmp_path: Path) -> None:
    with serving(tmp_path) as address:
        with sqlite3.connect(tmp_path / "facts.db") as broken:
            broken.execute("UPDATE quote SET document = 'torn'")
        broken.close()
        answer = ask(address, "/quotes?fields=id", {"X-Request-ID": "torn-1"})
        head = ask(address, "/quotes?fields=id", {"X-Request-ID": "torn-2"}, "HEAD")

    problem = json.loads(answer.body)
    assert (answer.status, problem["type"]) == (503, "/problems/unavailable")
    assert problem["instance"] == "/quotes?fields=id"
    assert b"torn" not in answer.body
    assert answer.headers | SAFE == answer.headers
    assert answer.headers["x-request-id"] == "torn-1"
    assert answer.headers["cache-control"] == "no-store"
    assert (head.status, head.body) == (503, b"")
    log = (tmp_path / "server.log").read_text()
    assert log.count("the database cannot be read") == 1
    assert "Traceback" not in log


def test_each_request_leaves_one_line(tmp_path: Path) -> None:
    with serving(tmp_path) as address:
        body = ask(
            address, "/quotes/putin-on-xi-main-guest?fields=id", {"X-Request-ID": "one"}
        ).body
        ask(address, "/secret-path", {"X-Request-ID": "two"})
        ask(address, "/quotes", {"X-Request-ID": "three"}, "HEAD")
    log = (tmp_path / "server.log").read_text()
    lines = [json.loads(line) for line in log.splitlines()]
    told = {line["id"]: line for line in lines if "id" in line}

    assert all(datetime.fromisoformat(line["time"]).tzinfo and line["level"] for line in lines)
    assert sum(line.get("id") == "one" for line in lines) == 1
    assert told["one"].pop("ms") >= 0
    assert told["one"].pop("time")
    assert told["one"] == {
        "level": "info",
        "id": "one",
        "method": "GET",
        "route": "/quotes/{id}",
        "status": 200,
        "bytes": len(body),
    }
    assert (told["two"]["route"], told["two"]["status"]) == (None, 404)
    assert (told["three"]["method"], told["three"]["bytes"]) == ("HEAD", 0)
    assert "secret-path" not in log


def test_request_logging_can_be_switched_off(tmp_path: Path) -> None:
    with serving(tmp_path, {"ARTICLE_FACTS_LOG_LEVEL": "warning"}) as address:
        ask(address, "/quotes")

    assert (tmp_path / "server.log").read_text() == ""
