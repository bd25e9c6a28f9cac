"""Fixtures for the tests of HTTP."""

import re

import httpx
import pytest

EXAMPLES = {"slug": "not-found"}
UNLISTED = ["/openapi.json", "/docs", "/explore", "/explore/facts", "/explore/people/xi-jinping"]
"""Paths that the OpenAPI document does not list."""


@pytest.fixture(scope="session")
def addresses(client: httpx.Client) -> list[str]:
    """A working address for every GET route, and a file of the explorer."""
    found = []
    for path, operations in client.get("/openapi.json").json()["paths"].items():
        if "get" not in operations:
            continue
        address = path
        for parameter in operations["get"].get("parameters", []):
            if parameter["in"] == "path":
                name = parameter["name"]
                example = parameter.get("example") or EXAMPLES[name]
                address = address.replace(f"{{{name}}}", example)
        found.append(f"{address}?q=tariffs" if path == "/search" else address)
    static = re.search(r"/static/[^\"]+", client.get("/explore").text)
    assert static
    return [*found, *UNLISTED, static[0]]
