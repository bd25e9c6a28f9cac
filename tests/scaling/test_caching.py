"""A cache in front of the service, set up by `examples/nginx.conf`."""

import gzip
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from app.api.problems import Unavailable
from tests.clock import following, jump
from tests.scaling.caching import cached
from tests.seeds import INVENTED, edit, joined
from tests.serving import server, serving
from tests.starting import ran

TRUSTING = {"ARTICLE_FACTS_TRUSTED_PROXIES": "127.0.0.1"}
FRESH = 60
"""How many seconds a response may be cached, by its Cache-Control."""

FORMS = {
    "json": {"Accept": "application/json", "Accept-Encoding": "identity"},
    "csv": {"Accept": "text/csv", "Accept-Encoding": "identity"},
    "gzip": {"Accept": "application/json", "Accept-Encoding": "gzip"},
    "csv, gzip": {"Accept": "text/csv", "Accept-Encoding": "gzip"},
}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The addresses of a service and of the cache in front of it."""
    folder = tmp_path_factory.mktemp("cached")
    with serving(folder, TRUSTING) as service, cached(folder, service) as cache:
        yield service, cache


def raw(url: str, headers: dict[str, str]) -> tuple[httpx.Response, bytes]:
    """A response, and its body as it was sent."""
    with httpx.stream("GET", url, headers=headers) as answer:
        return answer, b"".join(answer.iter_raw())


def test_the_cache_answers_the_second_request(both: tuple[str, str]) -> None:
    service, cache = both
    first, again = (httpx.get(f"{cache}/quotes?limit=3") for _ in range(2))
    own = httpx.get(f"{service}/quotes?limit=3")

    assert (first.headers["x-cache"], again.headers["x-cache"]) == ("MISS", "HIT")
    assert first.content == again.content == own.content
    for name in ("etag", "repr-digest", "vary", "cache-control", "link", "content-type"):
        assert again.headers[name] == own.headers[name]
    assert first.headers["x-request-id"] != again.headers["x-request-id"]


def test_formats_are_cached_separately(both: tuple[str, str]) -> None:
    service, cache = both
    for _ in range(2):
        for form, headers in FORMS.items():
            own, right = raw(f"{service}/facts", headers)
            answer, body = raw(f"{cache}/facts", headers)
            assert body == right, form
            assert answer.headers["etag"] == own.headers["etag"]
            assert answer.headers.get("content-encoding") == own.headers.get("content-encoding")
            assert answer.headers["content-type"] == own.headers["content-type"]
    assert answer.headers["x-cache"] == "HIT"
    assert gzip.decompress(body).startswith(b"id,")


def test_the_cache_answers_304(both: tuple[str, str]) -> None:
    _, cache = both
    for headers in FORMS.values():
        etag = httpx.get(f"{cache}/people", headers=headers).headers["etag"]
        answer = httpx.get(f"{cache}/people", headers={**headers, "If-None-Match": etag})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == etag
        assert answer.headers["x-cache"] == "HIT"


def test_head_is_answered_without_a_body(both: tuple[str, str]) -> None:
    service, cache = both
    answer = httpx.head(f"{cache}/events")
    own = httpx.head(f"{service}/events")

    assert answer.content == b""
    assert answer.headers["etag"] == own.headers["etag"]
    assert answer.headers["content-length"] == own.headers["content-length"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/leaders?contry=CN", 422),
        ("/leaders/nobody", 404),
        ("/nothing/here", 404),
        (f"/leaders?country={'A' * 20_000}", 414),
    ],
)
def test_errors_are_passed_on_and_not_cached(both: tuple[str, str], path: str, status: int) -> None:
    _, cache = both
    for _ in range(2):
        answer = httpx.get(f"{cache}{path}")
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers.get("x-cache") != "HIT"


def test_verification_is_never_cached_and_has_the_same_limit(
    both: tuple[str, str],
) -> None:
    service, cache = both
    path = "/articles/xi-putin-victory-day-2025/verification"
    headers = {"Content-Type": "text/plain"}
    for text in (b"Not that article.", b"Nor this.", b"a" * 2**20):
        answer = httpx.post(f"{cache}{path}", content=text, headers=headers)
        assert answer.status_code == 200
        own = httpx.post(f"{service}{path}", content=text, headers=headers)
        assert answer.json() == own.json()
    answer = httpx.post(f"{cache}{path}", content=b"a" * (2**20 + 1), headers=headers)
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    told = httpx.get(f"{service}{answer.json()['type']}").json()
    assert (answer.json()["title"], answer.json()["status"]) == (told["title"], told["status"])


def test_metrics_are_not_public(both: tuple[str, str]) -> None:
    assert httpx.get(f"{both[1]}/metrics").status_code == 403
    assert httpx.get(f"{both[1]}/readyz").status_code == 200


def test_one_of_many_identical_requests_reaches_the_service(both: tuple[str, str]) -> None:
    _, cache = both
    url = f"{cache}/search?q=parade"
    with ThreadPoolExecutor(16) as pool:
        states = list(pool.map(lambda _: httpx.get(url).headers["x-cache"], range(16)))

    assert states.count("MISS") == 1
    assert set(states) == {"MISS", "HIT"}


def test_the_service_sees_each_client_s_own_address(tmp_path: Path) -> None:
    limited = {**TRUSTING, "ARTICLE_FACTS_RATE_LIMIT": "3"}
    with serving(tmp_path, limited) as service, cached(tmp_path, service) as cache:
        for source in ("127.0.0.2", "127.0.0.3"):
            transport = httpx.HTTPTransport(local_address=source)
            with httpx.Client(transport=transport, base_url=cache) as client:
                # A forged address is ignored.
                said = {"X-Forwarded-For": "192.0.2.7"}
                states = [
                    client.get(f"/facts?limit={number}", headers=said).status_code
                    for number in range(int(source[-1]) * 10, int(source[-1]) * 10 + 4)
                ]
            assert states == [200, 200, 200, 429], source


def test_a_new_dataset_is_served_once_the_old_response_has_expired(tmp_path: Path) -> None:
    """When the service is down, cached responses are still served; the rest is 503."""
    folder = joined(tmp_path / "seed", INVENTED)
    own = {"ARTICLE_FACTS_SEED": str(folder), **TRUSTING}
    jump(clock := tmp_path / "clock", "+0")
    with (
        serving(tmp_path, own) as service,
        cached(tmp_path, service, following(clock)) as cache,
    ):
        path = "/articles/lantern-fair-2031"
        old = httpx.get(f"{cache}{path}")
        unchanged = httpx.get(f"{cache}/context.jsonld")
        kept = httpx.get(f"{cache}/people")
        edit(folder, "articles/lantern-fair-2031.toml", 'title = "', 'title = "Anew: ')
        ran(tmp_path, "seed", "--seed", str(folder)).check_returncode()
        while (own_title := httpx.get(f"{service}{path}").json()["title"]) == old.json()["title"]:
            time.sleep(0.1)
        held = httpx.get(f"{cache}{path}")
        assert held.headers["x-cache"] == "HIT"
        assert held.content == old.content

        jump(clock, f"+{FRESH + 1}")
        new, same = httpx.get(f"{cache}{path}"), httpx.get(f"{cache}/context.jsonld")
        assert new.json()["title"] == own_title
        assert new.headers["etag"] != old.headers["etag"]
        # The unchanged response was revalidated by its ETag.
        assert (new.headers["x-cache"], same.headers["x-cache"]) == ("EXPIRED", "REVALIDATED")
        assert same.content == unchanged.content

        os.kill(server(tmp_path), signal.SIGKILL)
        assert httpx.get(f"{cache}{path}").content == new.content
        stale = httpx.get(f"{cache}/people")
        assert (stale.headers["x-cache"], stale.content) == ("STALE", kept.content)
        away = httpx.get(f"{cache}/events")
        assert (away.status_code, away.headers["retry-after"]) == (503, "5")
        assert away.headers["cache-control"] == "no-store"
        assert away.json() == {
            "type": "/problems/unavailable",
            "title": Unavailable.title,
            "status": 503,
            "detail": "the service behind this cache does not answer",
        }
