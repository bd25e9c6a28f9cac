"""What the tests of HTTP share."""

import httpx
import pytest

EXAMPLES = {"slug": "not-found"}


@pytest.fixture(scope="session")
def addresses(client: httpx.Client) -> list[str]:
    """A working address for every GET route that the OpenAPI document knows."""
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
    return found
