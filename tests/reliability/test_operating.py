"""What an operator sees: metrics, logs, readiness, settings."""

import re
from pathlib import Path

import httpx

from tests.abuse.wire import exchange
from tests.seeds import INVENTED
from tests.serving import serving
from tests.starting import ran


def test_metrics_count_by_route_and_never_by_path(tmp_path: Path) -> None:
    with serving(tmp_path, {"ARTICLE_FACTS_SEED": str(INVENTED)}) as address:
        for path in ("/quotes", "/quotes?limit=1", "/quotes/secret-id", "/secret-path"):
            httpx.get(f"{address}{path}")
        httpx.request("SECRET", f"{address}/quotes")
        exchange(address, b"GET /secret-path\r\n\r\n")
        answer = httpx.get(f"{address}/metrics")
        version = httpx.get(f"{address}/readyz").json()["version"]
        httpx.get(f"{address}/search?q=secret")
        verification = f"{address}/articles/lantern-fair-2031/verification"
        httpx.post(verification, content="secret", headers={"Content-Type": "text/plain"})

    log = (tmp_path / "server.log").read_text()
    assert '"route":"/search"' in log
    assert "secret" not in log.lower()
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = answer.text.splitlines()
    assert "secret" not in answer.text.lower()
    assert f'article_facts_dataset_info{{version="{version}"}} 1.0' in lines
    assert 'http_requests_total{method="GET",route="/quotes",status="200"} 2.0' in lines
    assert 'http_requests_total{method="GET",route="/quotes/{id}",status="404"} 1.0' in lines
    assert 'http_requests_total{method="GET",route="(none)",status="404"} 1.0' in lines
    assert any(line.startswith("http_connections ") for line in lines)
    buckets = [
        float(line.rpartition(" ")[2])
        for line in lines
        if line.startswith("http_request_duration_seconds_bucket{") and 'route="/quotes"}' in line
    ]
    (total,) = (
        float(line.rpartition(" ")[2])
        for line in lines
        if line.startswith('http_request_duration_seconds_count{route="/quotes"}')
    )
    assert buckets == sorted(buckets)
    assert buckets[-1] == total
    shape = re.compile(r'# (HELP|TYPE) \w+ .+|\w+(\{(\w+="[^"\\]*",?)+\})? [0-9.e+]+')
    assert all(shape.fullmatch(line) for line in lines)


def test_settings_are_listed_with_value_and_default(tmp_path: Path) -> None:
    done = ran(tmp_path, "settings", settings={"ARTICLE_FACTS_PORT": "9000"})

    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert "ARTICLE_FACTS_PORT=9000 (default: 8000)" in lines
    assert "ARTICLE_FACTS_RATE_LIMIT=0" in lines
    assert any(line.startswith("DATABASE_URL=sqlite:///") for line in lines)
