"""The OpenAPI document says what the server does, and the server really returns its examples."""

import re
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

JSON = "application/json"


@pytest.fixture(scope="module")
def document(client: httpx.Client) -> dict[str, Any]:
    read: dict[str, Any] = client.get("/openapi.json").json()
    return read


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method in {"get", "post"}
    ]


def validator(document: dict[str, Any], schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": document["components"]})


def filled(path: str, operation: dict[str, Any]) -> str:
    """The path of the operation, filled with its example."""
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path":
            value = parameter.get("example", "not-found")
            path = path.replace(f"{{{parameter['name']}}}", value)
    return f"{path}?q=tariffs" if path == "/search" else path


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    validate(document)


def test_every_operation_is_described(document: dict[str, Any]) -> None:
    tags = {tag["name"] for tag in document["tags"]}
    for path, method, operation in operations(document):
        assert operation["summary"], path
        assert len(operation["description"]) > 20, path
        assert set(operation["tags"]) <= tags, (path, method)
        for parameter in operation.get("parameters", []):
            if parameter["name"] != "slug":
                assert parameter["description"], (path, parameter["name"])
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("year", ["2025", "-0043", "2025-05", "2025-05-09", "-0043-01", "0", ""])
def test_the_documented_years_are_the_accepted_years(
    client: httpx.Client, document: dict[str, Any], year: str
) -> None:
    found = [
        parameter["schema"]
        for _, _, operation in operations(document)
        for parameter in operation.get("parameters", [])
        if parameter["name"] == "year"
    ]
    assert found
    assert {schema["$ref"] for schema in found} == {"#/components/schemas/Year"}
    documented = validator(document, found[0]).is_valid(year)

    accepted = client.get("/events", params={"year": year}).status_code == 200

    assert documented == accepted


def test_the_document_has_no_schema_of_the_framework(document: dict[str, Any]) -> None:
    assert "HTTPValidationError" not in str(document)
    assert not [name for name in document["components"]["schemas"] if not name.isalpha()]


def test_the_server_returns_every_example(client: httpx.Client, document: dict[str, Any]) -> None:
    shown = 0
    for path, _, operation in operations(document):
        example = operation["responses"].get("200", {}).get("content", {}).get(JSON, {})
        if "example" not in example:
            continue
        shown += 1
        wanted = example["example"]
        if "items" in wanted:
            joint = "&" if "?" in filled(path, operation) else "?"
            answer = client.get(f"{filled(path, operation)}{joint}limit=1").json()
            assert (answer["next"] is None) == (wanted["next"] is None), path
            del answer["next"], wanted["next"]
        else:
            answer = client.get(filled(path, operation)).json()
        assert answer == wanted, path
    assert shown >= 22


def test_every_operation_that_lists_or_shows_data_has_an_example(document: dict[str, Any]) -> None:
    # These are computed on request; the records that they are based on have examples.
    worked_out = {path for path in document["paths"] if path.endswith(("/summary", "/citation"))}
    worked_out.add("/datapackage.json")
    bare = [
        path
        for path, method, operation in operations(document)
        if method == "get"
        and path not in worked_out
        and not set(operation["tags"]) & {"Index", "Operating"}
        and "example" not in operation["responses"]["200"]["content"].get(JSON, {"example": ""})
    ]

    assert bare == []


def test_every_response_matches_its_schema(client: httpx.Client, document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        if method != "get":
            continue
        answers = [client.get(filled(path, operation))]
        if re.fullmatch(r"/[a-z]+", path) and f"{path}/{{id}}" in document["paths"]:
            items = client.get(f"{path}?limit=200").json()["items"]
            item = validator(
                document, schema(document, document["paths"][f"{path}/{{id}}"]["get"], "200")
            )
            for record in items:
                item.validate(client.get(f"{path}/{record['id']}").json())
            answers.append(client.get(f"{path}?limit=200"))
        for answer in answers:
            if answer.headers["content-type"].startswith(JSON):
                validator(document, schema(document, operation, "200")).validate(answer.json())


@pytest.mark.parametrize(
    ("path", "url", "status"),
    [
        ("/leaders", "/leaders?contry=CN", "422"),
        ("/leaders/{id}", "/leaders/nobody", "404"),
        ("/quotes/{id}", "/quotes/main-guest?fields=x", "422"),
        ("/search", "/search", "422"),
    ],
)
def test_a_problem_matches_its_schema(
    client: httpx.Client, document: dict[str, Any], path: str, url: str, status: str
) -> None:
    answer = client.get(url)

    assert str(answer.status_code) == status
    validator(document, schema(document, document["paths"][path]["get"], status)).validate(
        answer.json()
    )


def schema(document: dict[str, Any], operation: dict[str, Any], status: str) -> dict[str, Any]:
    """The schema of a response."""
    response = operation["responses"][status]
    if "$ref" in response:
        response = document["components"]["responses"][response["$ref"].rpartition("/")[2]]
    (content,) = [
        content
        for media_type, content in response["content"].items()
        if media_type in {JSON, "application/problem+json"}
    ]
    found: dict[str, Any] = content["schema"]
    return found
