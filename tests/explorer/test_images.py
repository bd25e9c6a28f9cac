"""Charts as images."""

import base64
import hashlib
import re
from xml.etree import ElementTree as ET

import httpx
import pytest
from playwright.sync_api import Browser

from tests.explorer.conftest import watched

SVG = "{http://www.w3.org/2000/svg}"


def test_every_series_is_drawn(client: httpx.Client) -> None:
    series = client.get("/statistics?limit=200").json()["items"]
    assert len(series) > 5
    for one in series:
        answer = client.get(f"/statistics/{one['id']}/chart.svg")
        assert answer.headers["content-type"] == "image/svg+xml"
        drawn = ET.fromstring(answer.text)  # noqa: S314 - the service's own
        assert drawn.findtext(f"{SVG}title") == one["name"]
        rows = client.get(f"/statistics/{one['id']}/observations").json()["items"]
        description = drawn.findtext(f"{SVG}desc") or ""
        assert all(row["display"] in description for row in rows)


def test_the_style_is_the_one_that_the_policy_allows(client: httpx.Client) -> None:
    answer = client.get("/statistics/parade-attendance/chart.svg")
    style = ET.fromstring(answer.text).findtext(f"{SVG}style") or ""  # noqa: S314 - the service's own

    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in answer.headers["content-security-policy"]
    assert "prefers-color-scheme: dark" in style
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", answer.text)


def test_an_unknown_series_is_a_problem(client: httpx.Client) -> None:
    answer = client.get("/statistics/parade-atendance/chart.svg")

    assert answer.status_code == httpx.codes.NOT_FOUND
    assert answer.headers["content-type"] == "application/problem+json"
    assert "/statistics/parade-attendance" in answer.json()["did_you_mean"]


@pytest.mark.parametrize(("theme", "lightest"), [("light", True), ("dark", False)])
def test_it_follows_the_theme(browser: Browser, address: str, theme: str, lightest: bool) -> None:
    with watched(browser, address, color_scheme=theme) as page:
        page.goto(f"{address}/statistics/parade-attendance/chart.svg")
        paper = page.evaluate("getComputedStyle(document.querySelector('.paper')).fill")

    assert (int(re.findall(r"\d+", paper)[0]) > 127) is lightest
