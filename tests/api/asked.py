"""Reads the responses of a service for the tests of its data."""

from typing import Any

import httpx


def items(client: httpx.Client, path: str) -> list[dict[str, Any]]:
    answer = client.get(path)
    assert answer.status_code == httpx.codes.OK, answer.text
    page = answer.json()
    assert page["next"] is None
    found: list[dict[str, Any]] = page["items"]
    return found


def ids(client: httpx.Client, path: str) -> set[str]:
    return {record["id"] for record in items(client, path)}


def item(client: httpx.Client, path: str) -> dict[str, Any]:
    answer = client.get(path)
    assert answer.status_code == httpx.codes.OK, answer.text
    found: dict[str, Any] = answer.json()
    return found
