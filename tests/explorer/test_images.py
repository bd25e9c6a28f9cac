"""Images of charts, and cards for shared links."""

import base64
import hashlib
import re
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree as ET

import httpx
import pytest
from playwright.sync_api import Browser

from app.explorer.pages import xml
from app.explorer.pictures import WIDE, style
from tests.explorer.conftest import watched
from tests.seeds import ARTICLE, INVENTED, append, joined
from tests.serving import serving

SVG = "{http://www.w3.org/2000/svg}"


def test_every_series_is_drawn_with_its_unit_source_and_address(client: httpx.Client) -> None:
    series = client.get("/statistics?limit=200").json()["items"]
    assert len(series) > 5
    for one in series:
        answer = client.get(f"/statistics/{one['id']}/chart.svg")
        assert answer.headers["content-type"] == "image/svg+xml"
        drawn = ET.fromstring(answer.text)  # noqa: S314 - the service's own
        assert drawn.findtext(f"{SVG}title") == one["name"]
        words = " ".join(text.text or "" for text in drawn.iter(f"{SVG}text"))
        for shown in (one["name"], one["description"], "Source: ", "paragraph"):
            assert shown in words
        assert f"/explore/statistics/{one['id']}" in words
        assert one["unit"].removeprefix("number of the ") in words


def test_only_comparable_numbers_are_columns(client: httpx.Client) -> None:
    columns = {
        one["id"]: client.get(f"/statistics/{one['id']}/chart.svg").text.count('class="column ')
        for one in client.get("/statistics").json()["items"]
    }

    assert columns.pop("parade-attendance") == 4
    assert set(columns.values()) == {0}


def test_the_style_is_the_one_that_the_policy_allows(client: httpx.Client) -> None:
    answer = client.get("/statistics/parade-attendance/chart.svg?theme=auto")
    styled = ET.fromstring(answer.text).findtext(f"{SVG}style") or ""  # noqa: S314 - the service's own

    digest = base64.b64encode(hashlib.sha256(styled.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in answer.headers["content-security-policy"]
    assert "prefers-color-scheme: dark" in styled


def test_an_unknown_series_or_theme_is_a_problem(client: httpx.Client) -> None:
    for form in ("svg", "png"):
        answer = client.get(f"/statistics/parade-atendance/chart.{form}")
        assert answer.status_code == httpx.codes.NOT_FOUND
        assert answer.headers["content-type"] == "application/problem+json"
        assert "/statistics/parade-attendance" in answer.json()["did_you_mean"]
        answer = client.get(f"/statistics/parade-attendance/chart.{form}?theme=darc")
        assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        assert answer.json()["errors"][0]["did_you_mean"] == "dark"


@pytest.mark.parametrize(
    ("asked", "system", "light"),
    [
        ("", "dark", True),
        ("?theme=light", "dark", True),
        ("?theme=dark", "light", False),
        ("?theme=auto", "dark", False),
        ("?theme=auto", "light", True),
    ],
)
def test_an_image_has_the_requested_theme(
    browser: Browser, address: str, asked: str, system: Literal["light", "dark"], light: bool
) -> None:
    with watched(browser, address, color_scheme=system) as page:
        page.goto(f"{address}/statistics/parade-attendance/chart.svg{asked}")
        paper = page.evaluate("getComputedStyle(document.querySelector('.paper')).fill")

    assert (int(re.findall(r"\d+", paper)[0]) > 127) is light


def test_every_chart_has_a_png(client: httpx.Client) -> None:
    pictures = [
        client.get(f"/statistics/parade-attendance/chart.png?theme={theme}")
        for theme in ("light", "dark")
    ]

    assert pictures[0].content != pictures[1].content
    for picture in pictures:
        assert picture.headers["content-type"] == "image/png"
        assert int.from_bytes(picture.content[16:20]) == 1280


def test_a_picture_is_well_formed_whatever_a_name_contains() -> None:
    name = "Bell\x07 <b>&amp; \ud7ff\x0b\ufffe"
    shown = dict.fromkeys(("kicker", "voice", "source"), name)
    drawn = xml("card.svg", style=style("light"), lines=[name], long=False, **shown)

    texts = [text.text for text in ET.fromstring(drawn).iter(f"{SVG}text")]  # noqa: S314
    assert texts[
        1
    ] == "Bell\N{REPLACEMENT CHARACTER} <b>&amp; \ud7ff\N{REPLACEMENT CHARACTER}" * 1 + (
        "\N{REPLACEMENT CHARACTER}"
    )


def test_a_long_line_of_a_picture_is_wrapped(client: httpx.Client) -> None:
    lines = re.findall(
        r"<text[^>]*>([^<]*)</text>", client.get("/statistics/anniversaries/chart.svg").text
    )

    assert "likely)" in " ".join(lines)
    assert max(map(len, lines)) <= WIDE


_ANOTHER = """
[[observation]]
id = "boats-{0}"
statistic = "boats-in-the-night-race"
period = "2031"
value = {0}
statement = "{0} boats took part in the night race of 2031."
citations = [
  {{ paragraph = 5, start = 291, end = 339, sha256 = "{1}" }},
]
"""


def test_a_picture_has_the_last_of_many_numbers(tmp_path: Path) -> None:
    """A tall one takes seconds to draw."""
    sha256 = "e5ac3199f0bc909acbecf64d6973d93d2ccfabc73ee00433fd3e0dc1b04633c7"
    append(
        joined(tmp_path / "seed", INVENTED),
        ARTICLE,
        "".join(_ANOTHER.format(number, sha256) for number in range(100, 140)),
    )
    with serving(tmp_path, {"ARTICLE_FACTS_SEED": str(tmp_path / "seed")}) as address:
        drawn = httpx.get(f"{address}/statistics/boats-in-the-night-race/chart.svg").text

    assert "The last 12 of 42 numbers:" in drawn
    assert drawn.count('class="picture-said"') == 12
    assert int(ET.fromstring(drawn).attrib["height"]) < 1000  # noqa: S314
