"""What crawlers and metric collectors read: robots.txt, the sitemap and /metrics."""

from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import httpx
from prometheus_client.parser import text_string_to_metric_families

PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_robots_may_read_everything_except_searches(client: httpx.Client, address: str) -> None:
    rules = RobotFileParser()
    rules.parse(client.get("/robots.txt").text.splitlines())

    assert rules.can_fetch("a robot", f"{address}/explore/facts")
    assert not rules.can_fetch("a robot", f"{address}/search?q=tariffs")
    assert rules.site_maps() == [f"{address}/sitemap.xml"]


def test_the_sitemap_has_no_broken_links(client: httpx.Client, address: str) -> None:
    listed = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - of our own service
    pages = [element.text or "" for element in listed.iter() if element.tag.endswith("}loc")]

    assert f"{address}/explore/facts" in pages
    assert len(pages) == len(set(pages)) > client.get("/facts").json()["total"]
    for page in pages:
        answer = client.get(page, headers=PAGE)
        assert answer.status_code == httpx.codes.OK, page
        assert answer.headers["content-type"] == "text/html; charset=utf-8", page


def test_prometheus_reads_the_metrics(client: httpx.Client) -> None:
    families = text_string_to_metric_families(client.get("/metrics").text)

    assert {one.name for one in families} >= {
        "article_facts_build_info",
        "process_cpu_seconds",
        "process_resident_memory_bytes",
        "process_start_time_seconds",
    }
