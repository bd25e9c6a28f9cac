"""The committed document is what the code makes, and breaks nothing of the last release."""

import copy
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.promise.breaking import breaks
from tests.serving import PROJECT, command, environment

COMMITTED = PROJECT / "openapi.json"
DOCUMENT: dict[str, Any] = json.loads(COMMITTED.read_text())
RELEASED: dict[str, Any] = json.loads(Path(__file__).with_name("released.json").read_text())
"""The document of the last release; only a release updates it, as CHANGELOG.md says."""
Change = Callable[[dict[str, Any]], object]


def test_the_committed_document_is_up_to_date(tmp_path: Path) -> None:
    made = subprocess.run(
        command("openapi"), env=environment(tmp_path), cwd=tmp_path, capture_output=True, check=True
    )

    assert made.stdout == COMMITTED.read_bytes(), "update it: make openapi"


def test_the_committed_document_is_served(client: httpx.Client) -> None:
    assert client.get("/openapi.json").json() == DOCUMENT


def test_nothing_of_the_last_release_is_broken() -> None:
    assert breaks(RELEASED, DOCUMENT) == []


def test_the_released_document_has_the_last_version_of_the_changelog() -> None:
    changelog = (PROJECT / "CHANGELOG.md").read_text()
    last = re.search(r"^## \[(\d.*?)\] - ", changelog, re.MULTILINE)

    assert last
    assert RELEASED["info"]["version"] == last[1]


def quotes(document: dict[str, Any]) -> Any:  # noqa: ANN401 - a part of a JSON document
    return document["paths"]["/quotes"]["get"]


def parameter(document: dict[str, Any], name: str) -> Any:  # noqa: ANN401 - a part of a JSON document
    return next(p for p in quotes(document)["parameters"] if p["name"] == name)


def match(document: dict[str, Any]) -> Any:  # noqa: ANN401 - a part of a JSON document
    operation = document["paths"]["/statistics/{id}/observations"]["get"]
    return next(p for p in operation["parameters"] if p["name"] == "match")


def schema(document: dict[str, Any], name: str) -> Any:  # noqa: ANN401 - a part of a JSON document
    return document["components"]["schemas"][name]


BREAKS: dict[str, Change] = {
    "GET /quotes: removed": lambda d: d["paths"].pop("/quotes"),
    "POST /articles/{id}/verification: removed": lambda d: d["paths"][
        "/articles/{id}/verification"
    ].pop("post"),
    "GET /quotes form: removed": lambda d: quotes(d)["parameters"].remove(parameter(d, "form")),
    "GET /quotes speaker: removed": lambda d: parameter(d, "speaker").update(name="person"),
    "GET /quotes token: required, and new": lambda d: quotes(d)["parameters"].append(
        {"name": "token", "in": "query", "required": True, "schema": {"type": "string"}}
    ),
    "GET /quotes limit: required now": lambda d: parameter(d, "limit").update(required=True),
    "GET /quotes limit: integer became string": lambda d: parameter(d, "limit")["schema"].update(
        type="string"
    ),
    "GET /quotes limit: maximum was 200, is 100": lambda d: parameter(d, "limit")["schema"].update(
        maximum=100
    ),
    "GET /quotes limit: minimum was 1, is 2": lambda d: parameter(d, "limit")["schema"].update(
        minimum=2
    ),
    "GET /quotes cursor: maxLength was 2000, is 20": lambda d: parameter(d, "cursor")[
        "schema"
    ].update(maxLength=20),
    "GET /quotes cursor: the pattern was ^[A-Za-z0-9_-]+$, is ^[a-z]+$": lambda d: parameter(
        d, "cursor"
    )["schema"].update(pattern="^[a-z]+$"),
    "GET /quotes form: no longer fragment": lambda d: parameter(d, "form")["schema"][
        "items"
    ].update(enum=["direct"]),
    "GET /statistics/{id}/observations match: only certain": lambda d: match(d)["schema"].update(
        enum=["certain"]
    ),
    "POST /articles/{id}/verification body text/plain: removed": lambda d: d["paths"][
        "/articles/{id}/verification"
    ]["post"]["requestBody"]["content"].pop("text/plain"),
    "GET /{collection}.csv 200 text/csv: removed": lambda d: d["paths"]["/{collection}.csv"]["get"][
        "responses"
    ]["200"]["content"].pop("text/csv"),
    "GET /quotes 422: removed": lambda d: quotes(d)["responses"].pop("422"),
    "GET /quotes 422 InvalidParametersDetails.errors: removed": lambda d: schema(
        d, "InvalidParametersDetails"
    )["properties"].pop("errors"),
    "GET /quotes 200 QuotePage.total: removed": lambda d: schema(d, "QuotePage")["properties"].pop(
        "total"
    ),
    "GET /quotes 200 QuotePage.items[] Quote.text: removed": lambda d: schema(d, "Quote")[
        "properties"
    ].pop("text"),
    "GET /quotes 200 QuotePage.items[] Quote.text: may be missing now": lambda d: schema(
        d, "Quote"
    )["required"].remove("text"),
    "GET /quotes 200 QuotePage.items[] Quote.text: may be null now": lambda d: schema(d, "Quote")[
        "properties"
    ].update(text={"anyOf": [{"type": "string"}, {"type": "null"}]}),
    "GET /quotes 200 QuotePage.items[] Quote.citations[] Citation.start: may be string now": (
        lambda d: schema(d, "Citation")["properties"]["start"].update(type="string")
    ),
    "GET /quotes 200 QuotePage.items[] Quote.form Form: may be 'sung' now": lambda d: schema(
        d, "Form"
    )["enum"].append("sung"),
}


@pytest.mark.parametrize(("told", "change"), BREAKS.items(), ids=BREAKS)
def test_a_break_is_found(told: str, change: Change) -> None:
    changed = copy.deepcopy(DOCUMENT)
    change(changed)

    assert told in breaks(DOCUMENT, changed)


ADDITIONS: dict[str, Change] = {
    "a path": lambda d: d["paths"].update({"/songs": d["paths"]["/quotes"]}),
    "a parameter": lambda d: quotes(d)["parameters"].append(
        {"name": "tone", "in": "query", "schema": {"type": "string"}}
    ),
    "a wider limit": lambda d: parameter(d, "limit")["schema"].update(maximum=500),
    "one more word": lambda d: parameter(d, "form")["schema"]["items"]["enum"].append("sung"),
    "one more choice": lambda d: match(d)["schema"]["enum"].append("likely"),
    "a field": lambda d: schema(d, "Quote")["properties"].update(tone={"type": "string"}),
    "a status": lambda d: quotes(d)["responses"].update({"418": {"description": "Tea."}}),
    "a media type": lambda d: quotes(d)["responses"]["200"]["content"].update({"text/xml": {}}),
    "another wording": lambda d: quotes(d).update(summary="Quotes", description="All of them."),
}


@pytest.mark.parametrize("change", ADDITIONS.values(), ids=ADDITIONS)
def test_an_addition_breaks_nothing(change: Change) -> None:
    changed = copy.deepcopy(DOCUMENT)
    change(changed)

    assert changed != DOCUMENT
    assert breaks(DOCUMENT, changed) == []
