"""Security headers on every response, and read-only data."""

import os
from pathlib import Path

import httpx
import orjson
import pytest

from tests.seeds import INVENTED
from tests.serving import PROJECT, server, serving

PATHS = sorted(
    path.replace("{id}", "nobody").replace("{kind}", "nothing")
    for path, methods in orjson.loads((PROJECT / "openapi.json").read_bytes())["paths"].items()
    if "get" in methods
)
CROSS_ORIGIN = {"Origin": "https://example.org", "Cookie": "a=b"}


def guarded(answer: httpx.Response) -> bool:
    """Whether a response has the headers that it must have, and none that it must not have."""
    headers = answer.headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "*" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["access-control-allow-origin"] == "*"
    return not {"access-control-allow-credentials", "server", "set-cookie"} & set(headers)


@pytest.mark.parametrize("path", PATHS)
def test_every_response_of_every_path_has_the_security_headers(
    client: httpx.Client, path: str
) -> None:
    for method in ("GET", "HEAD", "OPTIONS", "POST", "TRACE"):
        assert guarded(client.request(method, path, headers=CROSS_ORIGIN))
    found = client.get(path)
    # The metrics change with each request.
    if "etag" in found.headers and path != "/metrics":
        again = client.get(path, headers={"If-None-Match": found.headers["etag"]})
        assert again.status_code == 304
        assert guarded(again)
    assert guarded(client.get(f"{path}?nothing=1"))
    assert guarded(client.get(path, headers={"Accept": "image/x-nothing;q=1"}))


@pytest.mark.skipif(not Path("/proc/self/fdinfo").exists(), reason="no list of open files here")
def test_the_serving_process_has_the_data_open_for_reading_only(tmp_path: Path) -> None:
    with serving(tmp_path, {"ARTICLE_FACTS_SEED": str(INVENTED)}) as address:
        for path in ("/quotes", "/search?q=lantern", "/dataset.ndjson", "/facts?format=csv"):
            assert httpx.get(f"{address}{path}").status_code == 200
        process = Path(f"/proc/{server(tmp_path)}")
        held = {}
        for file in (process / "fd").iterdir():
            name = file.resolve().name
            if name.startswith("facts.db"):
                told = (process / "fdinfo" / file.name).read_text()
                held[name] = int(told.partition("flags:")[2].split()[0], 8) & os.O_ACCMODE
        assert "facts.db" in held
        assert set(held.values()) == {os.O_RDONLY}
        assert not list(tmp_path.glob("facts.db-*"))
